from alliance.finances.admin import correction, source, statement, year

__all__ = ["correction", "source", "statement", "year"]
