"""Three short articles about one invented event, as three invented outlets tell it, to try Sayso on."""

from .table import ARTICLES, DemoArticle

__all__ = ["ARTICLES", "DemoArticle"]
