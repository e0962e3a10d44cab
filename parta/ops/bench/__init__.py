"""`bin/bench`: how fast the product is, measured against a bare Django view under the same server.

school.py makes a school of a given size, copying.py brings it from SQLite into PostgreSQL, scenes.py says who asks for
what, ceiling.py is the bare view, driver.py sends the requests (a process of its own, without Django), measuring.py
starts the servers and reads the figures, report.py writes them down. docs/performance.md explains what is measured.
"""
