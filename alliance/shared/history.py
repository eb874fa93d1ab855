from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class HistoryOfAllFaces(HistoricalRecords):
    """The history of a model and of its proxies in one table; by itself a save through a proxy writes no history."""

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if sender._meta.proxy and sender._meta.concrete_model is self.cls:
            # The admin asks the face that it shows where its history is.
            sender._meta.simple_history_manager_attribute = self.manager_name
            models.signals.post_save.connect(self.post_save, sender=sender, weak=False)
            models.signals.post_delete.connect(self.post_delete, sender=sender, weak=False)
            models.signals.pre_delete.connect(self.pre_delete, sender=sender, weak=False)
