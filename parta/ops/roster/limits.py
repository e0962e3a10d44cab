"""How big an upload may be. A school of 1,000 pupils stays a hundred times below these figures."""

MEMORY_BYTES = 512 * 1024 * 1024  # address space of the child that parses
WALL_SECONDS = 4.5  # from the start of the child to its answer; the user waits 5 s at most
UPLOAD_FILES = 100
UPLOAD_BYTES = 60 * 1024 * 1024
RESULT_BYTES = 64 * 1024 * 1024  # what the child may send back

ZIP_ENTRIES = 500
UNPACKED_BYTES = 100 * 1024 * 1024
ZIP_RATIO = 200  # unpacked to packed, asked only of archives that unpack to more than RATIO_FROM_BYTES
RATIO_FROM_BYTES = 10 * 1024 * 1024

ROWS = 200_000  # over all tables of an upload
CELLS = 3_000_000  # the same
COLUMNS = 200
CELL_CHARACTERS = 4_000
LINE_CHARACTERS = 200_000
PROBLEMS = 5_000  # the rest is only counted
