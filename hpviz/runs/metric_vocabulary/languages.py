"""Words of metrics and parameters in other languages, and the English ones that they stand for."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# English name: what it is called, with accents or without. Of scripts that put no space between words the
# longest that fits is taken.
_NAMES = {
    "accuracy": """准确率 正确率 精度 準確率 正解率 正答率 正確率 정확도 точность exactitud exactitude
        genauigkeit treffergenauigkeit korrektklassifikationsrate accuratezza acuracia acuratesse""",
    "precision": "精确率 查准率 精確率 適合率 정밀도 präzision precisione precisao",
    "recall": "召回率 查全率 再現率 재현율 полнота rappel trefferquote sensibilidad exhaustividad richiamo",
    "specificity": "特异性 特異度 특이도 spezifität especificidad especificidade specificita",
    "loss": "损失 損失 손실 потери verlust pérdida perda perte perdita verlies",
    "error": "误差 誤差 错误率 誤り率 오차 ошибка погрешность fehler fehlerrate erreur erro errore fout",
    "mse": "均方误差 平均二乗誤差",
    "rmse": "均方根误差 二乗平均平方根誤差",
    "mae": "平均绝对误差 平均絶対誤差",
    "f1": "f1值 f1分数 f1スコア f1점수",
    "score": "得分 分数 评分 スコア 점수 оценка punktzahl puntuación pontuação punteggio",
    "reward": "奖励 回报 報酬 보상 награда belohnung recompensa récompense ricompensa",
    "profit": "收益 利润 利益 수익 прибыль gewinn ganancia lucro bénéfice",
    "similarity": "相似度 類似度 유사도",
    "throughput": "吞吐量 スループット 처리량 durchsatz débit",
    "latency": "延迟 遅延 レイテンシ 지연시간 latenz latencia latence latência",
    "time": "时间 耗时 時間 시간 время dauer zeit laufzeit tiempo durée",
    "memory": "内存 显存 メモリ 메모리 память speicher memoria mémoire",
    "cost": "成本 代价 コスト 비용 стоимость kosten costo coût custo",
    "yield": "产率 收率 良率 収率 수율 ausbeute rendimiento rendement",
    "validation": "验证 検証 검증 валидация validierung validación validação validazione",
    "test": "测试 テスト 테스트 тест prueba teste",
    "train": "训练 訓練 学習 훈련 학습 обучение",
    "mean": "平均 平均值 평균 средняя mittelwert durchschnitt promedio moyenne",
    "learning_rate": """学习率 學習率 学習率 학습률 lernrate learningrate tasa_de_aprendizaje
        taxa_de_aprendizado taxa_de_aprendizagem taux_d_apprentissage taux_apprentissage""",
    "batch_size": """批大小 批次大小 批量大小 バッチサイズ 배치크기 tamaño_lote tamaño_de_lote
        stapelgröße batchgröße""",
    "epochs": "轮数 训练轮数 迭代次数 エポック数 エポック 에폭 эпохи épocas époques epochen",
    "dropout": "丢弃率 ドロップアウト率 드롭아웃",
    "weight_decay": "权重衰减 重み減衰",
    "hidden": "隐藏层 隠れ層 은닉층",
    "depth": "深度 最大深度 深さ 깊이 tiefe profundidad profundidade profondeur",
    "seed": "随机种子 シード 시드",
    "function": "函数 関数 함수",
    "rate": "率 速率",
    "number": "数量 个数 個数 개수 anzahl número cantidad nombre_de",
    "optimizer": "优化器 オプティマイザ 옵티마이저 optimierer optimizador otimizador optimiseur",
    "model": "模型 モデル 모델 модель modell modelo modèle modello",
}


def _plain(text: str) -> str:
    """Write letters without their accents, and powers as digits."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare)


_ENGLISH = {_plain(name): english for english, names in _NAMES.items() for name in names.split()}


def _pattern(name: str) -> str:
    # Words of Chinese, Japanese and Korean stand side by side, others alone.
    separate, separator = name[0] < "\u2e80", r"[\W_]+"
    return rf"(?<![^\W_]){re.escape(name).replace('_', separator)}(?![^\W_])" if separate else re.escape(name)


_KNOWN = re.compile("|".join(map(_pattern, sorted(_ENGLISH, key=len, reverse=True))))


def _translated(word: re.Match[str]) -> str:
    name = re.sub(r"\W+", "_", word[0])
    return f" {_ENGLISH[name]} "


@lru_cache(maxsize=4096)
def in_english(name: str) -> str:
    """Replace words of other languages in a name; a name without any stays as it is."""
    plain = _plain(name)
    translated = _KNOWN.sub(_translated, plain)
    if translated == plain:
        return name if name.isascii() else _unaccented(name)
    return translated.strip()


def _unaccented(name: str) -> str:
    """Keep the letters' case, by which parts of a name are told apart."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
