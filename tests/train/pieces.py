"""A small tokenizer of BERT's kind, trained on the spot."""

from collections.abc import Iterable

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

SIGNS = ["[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]"]


def train_tokenizer(texts: Iterable[str]) -> Tokenizer:
    """Learn word pieces from texts."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=600, special_tokens=SIGNS, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
