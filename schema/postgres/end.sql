-- A row's text, column by column as the exporting program wrote it.
CREATE OR REPLACE FUNCTION pg_temp.row_text(name text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg('coalesce(' || CASE WHEN format_type(atttypid, NULL) = 'timestamp with time zone'
		THEN format('to_char(t.%I AT TIME ZONE ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'')', attname)
		ELSE format('t.%I::text', attname) END || ', ''\N'')', ' || chr(31) || ' ORDER BY attnum)
	FROM pg_attribute WHERE attrelid = name::regclass AND attnum > 0 AND NOT attisdropped
$$;

-- Rows that are not there come in, those that differ are changed, those that are gone go; then count and sum must be those
-- that were expected, of the table as it stands.
CREATE OR REPLACE FUNCTION pg_temp.take(place integer, name text, keys text, want_rows bigint, want_sum numeric)
	RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	fresh bigint; changed bigint; removed bigint; have_rows bigint; have_sum numeric; columns text; same text;
BEGIN
	SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
		FROM pg_attribute WHERE attrelid = name::regclass AND attnum > 0 AND NOT attisdropped;
	SELECT string_agg(format('t.%I = s.%I', k, k), ' AND ') INTO same FROM unnest(string_to_array(keys, ',')) AS k;
	EXECUTE format('DELETE FROM %I t WHERE NOT EXISTS (SELECT FROM %I s WHERE %s)', name, 'new_' || name, same);
	GET DIAGNOSTICS removed = ROW_COUNT;
	EXECUTE format('UPDATE %I t SET (%s) = ROW(%s) FROM %I s WHERE %s AND (%s) IS DISTINCT FROM (%s)', name, columns,
		regexp_replace(columns, '(\w+)', 's.\1', 'g'), 'new_' || name, same, pg_temp.row_text(name),
		replace(pg_temp.row_text(name), 't.', 's.'));
	GET DIAGNOSTICS changed = ROW_COUNT;
	EXECUTE format('INSERT INTO %I SELECT * FROM %I ON CONFLICT (%s) DO NOTHING', name, 'new_' || name, keys);
	GET DIAGNOSTICS fresh = ROW_COUNT;
	EXECUTE format('SELECT count(*), coalesce(sum((''x'' || encode(substr(sha256(convert_to(%s, ''UTF8'')), 1, 6), ''hex''))::bit(48)::bigint), 0)'
		' %% 18446744073709551616 FROM %I t', pg_temp.row_text(name), name) INTO have_rows, have_sum;
	IF have_rows <> want_rows OR have_sum <> want_sum THEN
		RAISE EXCEPTION 'table % has % rows with sum %, and should have % with sum %; nothing was changed',
			name, have_rows, have_sum, want_rows, want_sum;
	END IF;
	INSERT INTO outcome VALUES (place, format('%s: %s rows, %s new, %s changed, %s removed, sum %s', name, have_rows, fresh, changed,
		removed, have_sum));
END $$;

DO $$ BEGIN
	IF EXISTS (SELECT FROM learner o, new_learner n WHERE o.name <> n.name AND o.name <> '' AND n.name <> '') THEN
		RAISE EXCEPTION 'this schema holds what % learned, and not %; take another one with --schema NAME',
			(SELECT min(name) FROM learner), (SELECT min(name) FROM new_learner);
	END IF;
	PERFORM pg_temp.take(place, name, keys, rows, sum) FROM expected ORDER BY place;
END $$;
