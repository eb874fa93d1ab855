"""How an app says which of its tables hold public content: in `public_content` of its config, by scope."""

from dataclasses import dataclass

# The parts of the public content, as `public_page` names them.
SCOPES = ("accounts", "members", "pages", "text")
EVENTS = ("insert", "update", "delete")


@dataclass(frozen=True)
class Owner:
    """The row, of another table, that decides whether a row is public content: `column` holds its key."""

    model: str
    column: str
    when: str


@dataclass(frozen=True)
class Watched:
    """A table whose rows are public content, by the label of its model.

    `when`: a condition in SQL on columns of `{row}`, without which the row is not public: a change counts if it holds
    before or after. `columns`: an update counts if one of these differs; all of them where none is named.
    """

    model: str
    when: str = ""
    columns: tuple[str, ...] = ()
    events: tuple[str, ...] = EVENTS
    owner: Owner | None = None

    def condition(self, event: str, differs: str) -> str:
        """When the event counts, in SQL; `differs` compares two values as this database does. Empty: always."""
        parts = []
        if self.when:
            rows = {"insert": ("NEW",), "delete": ("OLD",), "update": ("OLD", "NEW")}[event]
            parts.append("(" + " OR ".join(f"({self.when.format(row=row)})" for row in rows) + ")")
        if self.columns and event == "update":
            parts.append("(" + " OR ".join(f'OLD."{column}" {differs} NEW."{column}"' for column in self.columns) + ")")
        return " AND ".join(parts)
