from .evaluation import Evaluation as Evaluation
from .evaluation import evaluate as evaluate
from .model import Pst as Pst
from .model import list_slugs as list_slugs
from .model import load as load
from .model import load_all as load_all
from .model.folder import load_table as load_table
from .readers import read as read
