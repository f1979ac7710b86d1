-- Answers to what people ask. Only answers that count, and no practice.
CREATE OR REPLACE VIEW review AS
	SELECT answer.*, deck.name AS deck_name FROM answer JOIN card ON card.uid = answer.card JOIN deck ON deck.uid = card.deck
	WHERE answer.counts AND NOT answer.practice;
-- Reviews due, a day each: what is behind the last study day is due now.
CREATE OR REPLACE VIEW due_per_day AS
	SELECT due_day AS day, count(*) AS cards FROM card WHERE queue = 'review' GROUP BY due_day ORDER BY due_day;
CREATE OR REPLACE VIEW by_deck AS
	SELECT deck.name AS deck, count(card.uid) AS cards, count(card.uid) FILTER (WHERE card.queue = 'new') AS new,
		count(card.uid) FILTER (WHERE card.queue = 'learn') AS learning, count(card.uid) FILTER (WHERE card.queue = 'review') AS in_review,
		count(card.uid) FILTER (WHERE card.queue = 'suspended') AS suspended, sum(card.lapses) AS lapses,
		round(avg(card.stability), 1) AS mean_stability, round(avg(card.difficulty), 2) AS mean_difficulty
	FROM deck LEFT JOIN card ON card.deck = deck.uid GROUP BY deck.name ORDER BY deck.name;
CREATE OR REPLACE VIEW study_day AS
	SELECT day, count(*) AS answers, count(*) FILTER (WHERE rating = 1) AS again, count(*) FILTER (WHERE reviews_before = 0) AS new,
		count(DISTINCT card) AS cards, round(sum(took_ms) / 60000.0, 1) AS minutes
	FROM review GROUP BY day ORDER BY day;
-- Of the first answers a day to cards that were in review: how many were known, and how many were predicted to be.
CREATE OR REPLACE VIEW retention AS
	SELECT date_trunc('month', day)::date AS month, count(*) AS reviews, round(avg((rating > 1)::int), 4) AS known,
		round(avg(predicted), 4) AS predicted
	FROM (SELECT DISTINCT ON (card, day) day, rating, predicted, reviews_before, interval_days,
			lag(interval_days) OVER (PARTITION BY card ORDER BY at) AS before
		FROM review ORDER BY card, day, at) AS first
	WHERE predicted IS NOT NULL AND before >= 1 GROUP BY 1 ORDER BY 1;
-- Predicted against actual, in tenths of the prediction.
CREATE OR REPLACE VIEW calibration AS
	SELECT least(floor(predicted * 10) / 10, 0.9)::numeric(2,1) AS from_predicted, count(*) AS reviews, round(avg(predicted), 4) AS predicted,
		round(avg((rating > 1)::int), 4) AS known
	FROM review WHERE predicted IS NOT NULL GROUP BY 1 ORDER BY 1;
-- Runs of days with an answer. The game's own streak asks for the day's due cards, and knows rest days and freezes.
CREATE OR REPLACE VIEW streak AS
	SELECT min(day) AS from_day, max(day) AS to_day, count(*) AS days
	FROM (SELECT day, day - (row_number() OVER (ORDER BY day))::int AS run FROM study_day) AS runs GROUP BY run ORDER BY from_day;
CREATE OR REPLACE VIEW leech AS
	SELECT card.uid AS card, deck.name AS deck, field.value AS front, card.lapses, card.reps
	FROM card JOIN deck ON deck.uid = card.deck JOIN field ON field.note = card.note AND field.ord = 1
	WHERE card.lapses >= 8 ORDER BY card.lapses DESC;
COMMIT;
SELECT line FROM outcome ORDER BY place;
