"""Cells that a spreadsheet shows and does not calculate: a text that looks like a formula could do anything there."""

# https://owasp.org/www-community/attacks/CSV_Injection
# What makes a cell a formula, in the wide forms of East Asian keyboards too; or makes what follows begin a new one.
BEGINNINGS = tuple("=+-@\t\r\n＝＋－＠")
# Spreadsheets take it as "this is text".
GUARD = "'"


def guarded(cell: str, beginnings: tuple[str, ...] = BEGINNINGS) -> str:
    """The cell behind an apostrophe, if a spreadsheet would calculate it: if it has one of these beginnings."""
    return GUARD + cell if cell.startswith(beginnings) else cell


def unguarded(cell: str) -> str:
    """What was written, of a cell that may have been guarded."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(BEGINNINGS) else cell
