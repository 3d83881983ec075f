from . import comparison as comparison
from . import parts as parts
from . import synergies as synergies
from .block import Block as Block
from .chart import PLOTLY_MIME as PLOTLY_MIME
from .chart import Chart as Chart
