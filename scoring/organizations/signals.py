"""What the apps above must hear from the tree, which cannot know them."""

from django.dispatch import Signal

organization_corrected = Signal()
"""Kind, sector or founding day was corrected; ``organization``, ``by``, ``now``.

Sent inside the transaction of the correction, so that what follows stands or falls with it.
"""
