"""Withdrawal of a consent and erasure [3.2]: docs/decisions/0018-withdrawal.md.

`tables` says where something of a person stands; `sealing` takes it all out and puts it back; `withdrawing` and
`erasing` are the actions; `ledger` is the list outside the database; `storage` leaves no bytes behind; `acts` draws
the papers.
"""
