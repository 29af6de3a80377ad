"""What the apps above must hear from the tree, which cannot know them."""

from django.dispatch import Signal

organization_corrected = Signal()
"""Kind, sector or founding day was corrected; ``organization``, ``by``, ``now``.

Sent inside the transaction of the correction, so that what follows stands or falls with it.
"""

organization_moved = Signal()
"""An organization came to hang elsewhere; ``organization`` as it is now, ``before`` its old path.

Sent inside the transaction of the move, after the copied paths were rewritten and the event was
recorded: the head of the audit chain is held.
"""
