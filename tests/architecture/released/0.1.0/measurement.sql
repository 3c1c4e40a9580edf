--
-- PostgreSQL database dump
--


-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: activities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activities (
    reporter text NOT NULL,
    reporter_name text NOT NULL,
    reporter_kind text NOT NULL,
    identifier text NOT NULL,
    titles jsonb NOT NULL,
    status text NOT NULL,
    cooperation text,
    aid_type text NOT NULL,
    collaboration text NOT NULL,
    currency text NOT NULL,
    dates jsonb NOT NULL,
    participants jsonb NOT NULL,
    recipients jsonb NOT NULL,
    sectors jsonb NOT NULL,
    details jsonb NOT NULL,
    places text[] NOT NULL,
    mentions text[] NOT NULL,
    indicators integer NOT NULL,
    digest bytea NOT NULL,
    findings_digest bytea NOT NULL,
    flows_aside integer NOT NULL,
    import_id uuid,
    withdrawn_at timestamp with time zone,
    withdrawn_by text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: activity_findings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.activity_findings (
    activity uuid NOT NULL,
    flow bytea NOT NULL,
    number integer NOT NULL,
    rule text NOT NULL,
    line integer NOT NULL,
    path text NOT NULL,
    message text NOT NULL,
    rejects text NOT NULL,
    import_id uuid NOT NULL
);


--
-- Name: actors; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.actors (
    id uuid NOT NULL,
    version integer NOT NULL,
    country text,
    constituency text NOT NULL,
    identifiers text[] NOT NULL,
    merged_into uuid
);


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: balances; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.balances (
    country text NOT NULL,
    year smallint NOT NULL,
    version integer NOT NULL,
    inflow_usd numeric NOT NULL,
    outflow_usd numeric NOT NULL
);


--
-- Name: classifications; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.classifications (
    edition text NOT NULL,
    activities bigint NOT NULL,
    flows bigint NOT NULL,
    status text NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    reached uuid,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: clock; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.clock (
    id smallint DEFAULT '1'::smallint NOT NULL,
    ahead interval NOT NULL
);


--
-- Name: codelists; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.codelists (
    id text NOT NULL,
    version integer NOT NULL,
    codes text[] NOT NULL,
    withdrawn jsonb NOT NULL,
    complete boolean NOT NULL
);


--
-- Name: confirmation_comments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.confirmation_comments (
    id uuid NOT NULL,
    confirmation uuid NOT NULL,
    side text,
    "to" text,
    text text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: confirmations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.confirmations (
    status text NOT NULL,
    certain boolean NOT NULL,
    linked_by text,
    score smallint NOT NULL,
    reasons text[] NOT NULL,
    year smallint NOT NULL,
    provider text NOT NULL,
    recipients text[] NOT NULL,
    provider_flow uuid NOT NULL,
    recipient_flow uuid NOT NULL,
    provider_activity uuid NOT NULL,
    recipient_activity uuid NOT NULL,
    provider_reporter text NOT NULL,
    recipient_reporter text NOT NULL,
    provider_refs text[] NOT NULL,
    recipient_refs text[] NOT NULL,
    provider_type text NOT NULL,
    recipient_type text NOT NULL,
    left_out boolean NOT NULL,
    answers jsonb NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: conversions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.conversions (
    currencies text[] NOT NULL,
    since date NOT NULL,
    sources text[] NOT NULL,
    flows bigint NOT NULL,
    status text NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    reached uuid,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: cooperation_overrides; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cooperation_overrides (
    activity uuid NOT NULL,
    value text NOT NULL,
    reason text NOT NULL,
    by text NOT NULL,
    at timestamp with time zone NOT NULL
);


--
-- Name: country_groups; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.country_groups (
    edition text NOT NULL,
    valid_from date NOT NULL,
    source text NOT NULL,
    developed text[] NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: deflators; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deflators (
    provider text NOT NULL,
    year smallint NOT NULL,
    index numeric NOT NULL,
    source text NOT NULL,
    CONSTRAINT deflators_index_check CHECK ((index > (0)::numeric))
);


--
-- Name: exchange_rates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.exchange_rates (
    currency text NOT NULL,
    date date NOT NULL,
    units_per_usd numeric NOT NULL,
    source text NOT NULL
);


--
-- Name: external_activities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.external_activities (
    owner text NOT NULL,
    external_id text NOT NULL,
    activity uuid NOT NULL
);


--
-- Name: external_flows; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.external_flows (
    owner text NOT NULL,
    external_id text NOT NULL,
    flow uuid NOT NULL
);


--
-- Name: flow_lines; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.flow_lines (
    flow uuid NOT NULL,
    number smallint NOT NULL,
    kind text NOT NULL,
    quantity numeric NOT NULL,
    unit text NOT NULL,
    description jsonb NOT NULL,
    tossd_modality text NOT NULL
);


--
-- Name: flows; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.flows (
    activity uuid NOT NULL,
    reporter text NOT NULL,
    ref text NOT NULL,
    description text NOT NULL,
    transaction_type text NOT NULL,
    day date NOT NULL,
    provider text NOT NULL,
    provider_ref text NOT NULL,
    provider_name text NOT NULL,
    receiver_ref text NOT NULL,
    receiver_name text NOT NULL,
    recipients text[] NOT NULL,
    weights numeric[] NOT NULL,
    parts_usd numeric[],
    amount numeric,
    currency text NOT NULL,
    value_date date NOT NULL,
    usd numeric,
    rate numeric,
    rate_source text,
    rate_date date,
    channel text NOT NULL,
    aid_type text NOT NULL,
    flow_type text NOT NULL,
    finance_type text NOT NULL,
    sectors text[] NOT NULL,
    cooperation text,
    digest bytea NOT NULL,
    import_id uuid,
    repeats text,
    counted_in uuid[],
    corrects uuid,
    corrected_by uuid,
    withdrawn_at timestamp with time zone,
    withdrawn_by text,
    withdrawn_because text,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT flows_recipients_check CHECK ((cardinality(recipients) = cardinality(weights)))
);


--
-- Name: former_external_flows; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.former_external_flows (
    flow uuid NOT NULL,
    external_id text NOT NULL
);


--
-- Name: former_names; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.former_names (
    reporter text NOT NULL,
    identifier text NOT NULL,
    activity uuid NOT NULL
);


--
-- Name: idempotency; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.idempotency (
    principal text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    headers bytea NOT NULL,
    body bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: import_findings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_findings (
    import_id uuid NOT NULL,
    number bigint NOT NULL,
    rule text NOT NULL,
    severity text NOT NULL,
    category text NOT NULL,
    line integer NOT NULL,
    path text NOT NULL,
    message text NOT NULL,
    activity text NOT NULL,
    rejects text NOT NULL
);


--
-- Name: import_mappings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_mappings (
    created_by text NOT NULL,
    name text NOT NULL,
    reading jsonb NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: import_parts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.import_parts (
    import_id uuid NOT NULL,
    number integer NOT NULL,
    data bytea NOT NULL
);
ALTER TABLE ONLY public.import_parts ALTER COLUMN data SET STORAGE EXTERNAL;


--
-- Name: imports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.imports (
    mode text NOT NULL,
    vanished text NOT NULL,
    accept text NOT NULL,
    kind text NOT NULL,
    reading jsonb NOT NULL,
    status text NOT NULL,
    url text,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    created_by text NOT NULL,
    may_report text[],
    counts jsonb NOT NULL,
    reporters text[] NOT NULL,
    held bigint[] NOT NULL,
    rules_edition integer NOT NULL,
    attempts integer NOT NULL,
    leased_until timestamp with time zone,
    finished_at timestamp with time zone,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: inbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inbox (
    event_id uuid NOT NULL
);


--
-- Name: indicators; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.indicators (
    kind text NOT NULL,
    titles jsonb NOT NULL,
    descriptions jsonb NOT NULL,
    result_type text,
    result_titles jsonb NOT NULL,
    measure text,
    unit text,
    ascending boolean NOT NULL,
    baseline jsonb,
    targets jsonb NOT NULL,
    disaggregation jsonb NOT NULL,
    "references" jsonb NOT NULL,
    rubric jsonb NOT NULL,
    activity uuid,
    actor uuid,
    country text,
    region text,
    places text[] NOT NULL,
    topics integer[] NOT NULL,
    sdgs text[] NOT NULL,
    reporter text,
    source text NOT NULL,
    status text NOT NULL,
    owner text,
    external_id text,
    withdrawn_by text,
    digest bytea,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: memberships; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memberships (
    region text NOT NULL,
    country text NOT NULL,
    spell integer NOT NULL,
    valid_from date,
    valid_to date
);


--
-- Name: observation_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.observation_versions (
    observation uuid NOT NULL,
    version integer NOT NULL,
    state jsonb NOT NULL,
    corrected_by text NOT NULL,
    corrected_at timestamp with time zone NOT NULL
);


--
-- Name: observations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.observations (
    indicator uuid NOT NULL,
    period_from date NOT NULL,
    period_to date NOT NULL,
    actual numeric,
    disaggregated jsonb NOT NULL,
    level integer,
    narrative jsonb NOT NULL,
    comment jsonb NOT NULL,
    evidence jsonb NOT NULL,
    source text NOT NULL,
    status text NOT NULL,
    submitted_by text,
    reviewed_by text,
    review_comment text,
    approved_at timestamp with time zone,
    standing jsonb,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT observations_period_check CHECK ((period_from <= period_to))
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    seq bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    attributes bytea NOT NULL,
    data bytea NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000', autovacuum_vacuum_cost_delay='0', autovacuum_analyze_scale_factor='0', autovacuum_analyze_threshold='50000');


--
-- Name: outbox_seq_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.outbox ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: parked; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parked (
    seq bigint NOT NULL,
    key text NOT NULL,
    event_id uuid NOT NULL,
    attributes bytea NOT NULL,
    data bytea NOT NULL,
    error text NOT NULL,
    parked_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: parked_seq_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.parked ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.parked_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: rate_sources; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rate_sources (
    source text NOT NULL,
    greatest_age integer NOT NULL,
    CONSTRAINT rate_sources_greatest_age_check CHECK ((greatest_age > 0))
);


--
-- Name: relay_lease; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.relay_lease (
    id smallint DEFAULT '1'::smallint NOT NULL,
    epoch bigint NOT NULL
);


--
-- Name: reported_organisations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reported_organisations (
    reporter text NOT NULL,
    named_by text NOT NULL,
    ref text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    flows bigint NOT NULL,
    actor uuid,
    decided_at timestamp with time zone,
    decided_by text,
    waits boolean NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: reporter_findings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reporter_findings (
    reporter text NOT NULL,
    with_errors bigint NOT NULL,
    with_warnings bigint NOT NULL,
    flows_aside bigint NOT NULL
);


--
-- Name: shipped_rates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.shipped_rates (
    digest bytea NOT NULL
);


--
-- Name: totals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.totals (
    year smallint NOT NULL,
    provider text NOT NULL,
    recipient text NOT NULL,
    transaction_type text NOT NULL,
    cooperation text NOT NULL,
    aid_type text NOT NULL,
    reporter text NOT NULL,
    usd numeric NOT NULL,
    flows bigint NOT NULL,
    unconverted bigint NOT NULL
);


--
-- Name: unpaired; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.unpaired (
    seq bigint NOT NULL,
    activity uuid NOT NULL
);


--
-- Name: unpaired_seq_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.unpaired ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.unpaired_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: valuations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.valuations (
    flow uuid NOT NULL,
    line smallint NOT NULL,
    id uuid NOT NULL,
    reported boolean NOT NULL,
    method text NOT NULL,
    unit_cost numeric NOT NULL,
    currency text NOT NULL,
    valued_by text NOT NULL,
    usd numeric,
    rate numeric,
    rate_source text,
    rate_date date,
    created_by text NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Data for Name: activities; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.activities VALUES ('KE-COA-1052', 'reporter_name of activities', 'reporter_kind of activities', 'identifier of activities', '{"en": "Training of midwives"}', '2', NULL, 'C01', '1', 'KES', '[]', '[]', '[{"code": "UG", "percentage": "100"}]', '[]', '[]', '{}', '{}', 1, '\x0102', '\x0102', 1, NULL, NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: activity_findings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.activity_findings VALUES ('0198c1de-0000-7000-8000-000000000001', '\x0102', 1, 'rule of activity_findings', 1, 'path of activity_findings', 'message of activity_findings', 'rejects of activity_findings', '0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: actors; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.actors VALUES ('0198c1de-0000-7000-8000-000000000001', 1, NULL, 'public', '{}', NULL);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0001_first_tables');


--
-- Data for Name: balances; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.balances VALUES ('KE', 1, 1, 0.5, 0.5);


--
-- Data for Name: classifications; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.classifications VALUES ('edition of classifications', 1, 1, 'finished', NULL, NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: clock; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.clock VALUES (1, '1 day');


--
-- Data for Name: codelists; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.codelists VALUES ('id of codelists', 1, '{}', '[]', false);


--
-- Data for Name: confirmation_comments; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.confirmation_comments VALUES ('0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', NULL, NULL, 'text of confirmation_comments', 'by of confirmation_comments', '2026-11-02 09:30:00+00');


--
-- Data for Name: confirmations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.confirmations VALUES ('active', false, NULL, 1, '{}', 1, 'KE', '{UG}', '0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', '0198c1de-0000-7000-8000-000000000001', 'provider_reporter of confirmations', 'recipient_reporter of confirmations', '{}', '{}', 'provider_type of confirmations', 'recipient_type of confirmations', false, '[]', '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: conversions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.conversions VALUES ('{}', '2026-11-02', '{}', 1, 'finished', NULL, NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: cooperation_overrides; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cooperation_overrides VALUES ('0198c1de-0000-7000-8000-000000000001', 'value of cooperation_overrides', 'reason of cooperation_overrides', 'by of cooperation_overrides', '2026-11-02 09:30:00+00');


--
-- Data for Name: country_groups; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.country_groups VALUES ('edition of country_groups', '2026-11-02', 'source of country_groups', '{}', '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: deflators; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.deflators VALUES ('KE', 1, 0.5, 'source of deflators');


--
-- Data for Name: exchange_rates; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.exchange_rates VALUES ('KES', '2026-11-02', 0.5, 'source of exchange_rates');


--
-- Data for Name: external_activities; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.external_activities VALUES ('owner of external_activities', 'external_id of external_activities', '0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: external_flows; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.external_flows VALUES ('owner of external_flows', 'external_id of external_flows', '0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: flow_lines; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.flow_lines VALUES ('0198c1de-0000-7000-8000-000000000001', 1, 'expert_time', 0.5, 'unit of flow_lines', '{"en": "Advice to the ministry"}', 'tossd_modality of flow_lines');


--
-- Data for Name: flows; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.flows VALUES ('0198c1de-0000-7000-8000-000000000001', 'KE-COA-1052', 'ref of flows', 'description of flows', '3', '2026-11-02', 'KE', 'provider_ref of flows', 'provider_name of flows', 'receiver_ref of flows', 'receiver_name of flows', '{UG}', '{100}', NULL, NULL, 'KES', '2026-11-02', NULL, NULL, NULL, NULL, 'channel of flows', 'C01', 'flow_type of flows', 'finance_type of flows', '{}', NULL, '\x0102', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: former_external_flows; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.former_external_flows VALUES ('0198c1de-0000-7000-8000-000000000001', 'external_id of former_external_flows');


--
-- Data for Name: former_names; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.former_names VALUES ('KE-COA-1052', 'identifier of former_names', '0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: idempotency; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.idempotency VALUES ('principal of idempotency', 'key of idempotency', '\x0102', 1, '\x0102', '\x0102', '2026-11-28 06:44:15.419756+00');


--
-- Data for Name: import_findings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.import_findings VALUES ('0198c1de-0000-7000-8000-000000000001', 1, 'rule of import_findings', 'severity of import_findings', 'category of import_findings', 1, 'path of import_findings', 'message of import_findings', 'activity of import_findings', 'rejects of import_findings');


--
-- Data for Name: import_mappings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.import_mappings VALUES ('created_by of import_mappings', 'name of import_mappings', '[]', '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: import_parts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.import_parts VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '\x0102');


--
-- Data for Name: imports; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.imports VALUES ('apply', 'vanished of imports', 'accept of imports', 'csv', '[]', 'finished', NULL, 1, '\x0102', 'created_by of imports', NULL, '[]', '{}', '{}', 1, 1, NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inbox VALUES ('0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: indicators; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.indicators VALUES ('10', '{"en": "Training of midwives"}', '[]', NULL, '[]', NULL, NULL, false, NULL, '[]', '[]', '[]', '[]', NULL, NULL, NULL, NULL, '{}', '{}', '{}', NULL, 'source of indicators', 'active', NULL, NULL, NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memberships VALUES ('EAC', 'KE', 1, NULL, NULL);


--
-- Data for Name: observation_versions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.observation_versions VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '[]', 'corrected_by of observation_versions', '2026-11-02 09:30:00+00');


--
-- Data for Name: observations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.observations VALUES ('0198c1de-0000-7000-8000-000000000001', '2026-11-02', '2027-11-02', NULL, '[]', NULL, '[]', '[]', '[]', 'source of observations', 'active', NULL, NULL, NULL, NULL, NULL, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox OVERRIDING SYSTEM VALUE VALUES (1, 'topic of outbox', 'key of outbox', '\x0102', '\x0102');


--
-- Data for Name: parked; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parked OVERRIDING SYSTEM VALUE VALUES (1, 'key of parked', '0198c1de-0000-7000-8000-000000000001', '\x0102', '\x0102', 'error of parked', '2026-11-28 06:44:15.419756+00');


--
-- Data for Name: rate_sources; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.rate_sources VALUES ('source of rate_sources', 1);


--
-- Data for Name: relay_lease; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.relay_lease VALUES (1, 1);


--
-- Data for Name: reported_organisations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.reported_organisations VALUES ('KE-COA-1052', 'named_by of reported_organisations', 'ref of reported_organisations', 'name of reported_organisations', '10', 1, NULL, NULL, NULL, false, '0198c1de-0000-7000-8000-000000000001', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00');


--
-- Data for Name: reporter_findings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.reporter_findings VALUES ('KE-COA-1052', 1, 1, 1);


--
-- Data for Name: shipped_rates; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.shipped_rates VALUES ('\x0102');


--
-- Data for Name: totals; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.totals VALUES (1, 'KE', 'UG', '3', 'south_south', 'C01', 'KE-COA-1052', 0.5, 1, 1);


--
-- Data for Name: unpaired; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.unpaired OVERRIDING SYSTEM VALUE VALUES (1, '0198c1de-0000-7000-8000-000000000001');


--
-- Data for Name: valuations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.valuations VALUES ('0198c1de-0000-7000-8000-000000000001', 1, '0198c1de-0000-7000-8000-000000000001', false, 'market_price', 0.5, 'KES', 'provider', NULL, NULL, NULL, NULL, 'created_by of valuations', '2026-11-02 09:30:00+00');


--
-- Name: outbox_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_seq_seq', 1, true);


--
-- Name: parked_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.parked_seq_seq', 1, true);


--
-- Name: unpaired_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.unpaired_seq_seq', 1, true);


--
-- Name: activities activities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_pkey PRIMARY KEY (id);


--
-- Name: activities activities_reporter_identifier_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activities
    ADD CONSTRAINT activities_reporter_identifier_key UNIQUE (reporter, identifier);


--
-- Name: activity_findings activity_findings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.activity_findings
    ADD CONSTRAINT activity_findings_pkey PRIMARY KEY (activity, flow, number);


--
-- Name: actors actors_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.actors
    ADD CONSTRAINT actors_pkey PRIMARY KEY (id);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: balances balances_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.balances
    ADD CONSTRAINT balances_pkey PRIMARY KEY (country, year);


--
-- Name: classifications classifications_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.classifications
    ADD CONSTRAINT classifications_pkey PRIMARY KEY (id);


--
-- Name: clock clock_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clock
    ADD CONSTRAINT clock_pkey PRIMARY KEY (id);


--
-- Name: codelists codelists_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.codelists
    ADD CONSTRAINT codelists_pkey PRIMARY KEY (id);


--
-- Name: confirmation_comments confirmation_comments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.confirmation_comments
    ADD CONSTRAINT confirmation_comments_pkey PRIMARY KEY (id);


--
-- Name: confirmations confirmations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.confirmations
    ADD CONSTRAINT confirmations_pkey PRIMARY KEY (id);


--
-- Name: conversions conversions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.conversions
    ADD CONSTRAINT conversions_pkey PRIMARY KEY (id);


--
-- Name: cooperation_overrides cooperation_overrides_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cooperation_overrides
    ADD CONSTRAINT cooperation_overrides_pkey PRIMARY KEY (activity);


--
-- Name: country_groups country_groups_edition_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.country_groups
    ADD CONSTRAINT country_groups_edition_key UNIQUE (edition);


--
-- Name: country_groups country_groups_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.country_groups
    ADD CONSTRAINT country_groups_pkey PRIMARY KEY (id);


--
-- Name: country_groups country_groups_valid_from_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.country_groups
    ADD CONSTRAINT country_groups_valid_from_key UNIQUE (valid_from);


--
-- Name: deflators deflators_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deflators
    ADD CONSTRAINT deflators_pkey PRIMARY KEY (provider, year);


--
-- Name: exchange_rates exchange_rates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exchange_rates
    ADD CONSTRAINT exchange_rates_pkey PRIMARY KEY (currency, date);


--
-- Name: external_activities external_activities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.external_activities
    ADD CONSTRAINT external_activities_pkey PRIMARY KEY (owner, external_id);


--
-- Name: external_flows external_flows_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.external_flows
    ADD CONSTRAINT external_flows_pkey PRIMARY KEY (owner, external_id);


--
-- Name: flow_lines flow_lines_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.flow_lines
    ADD CONSTRAINT flow_lines_pkey PRIMARY KEY (flow, number);


--
-- Name: flows flows_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.flows
    ADD CONSTRAINT flows_pkey PRIMARY KEY (id);


--
-- Name: former_external_flows former_external_flows_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.former_external_flows
    ADD CONSTRAINT former_external_flows_pkey PRIMARY KEY (flow);


--
-- Name: former_names former_names_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.former_names
    ADD CONSTRAINT former_names_pkey PRIMARY KEY (reporter, identifier);


--
-- Name: idempotency idempotency_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.idempotency
    ADD CONSTRAINT idempotency_pkey PRIMARY KEY (principal, key);


--
-- Name: import_findings import_findings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_findings
    ADD CONSTRAINT import_findings_pkey PRIMARY KEY (import_id, number);


--
-- Name: import_mappings import_mappings_created_by_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_mappings
    ADD CONSTRAINT import_mappings_created_by_name_key UNIQUE (created_by, name);


--
-- Name: import_mappings import_mappings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_mappings
    ADD CONSTRAINT import_mappings_pkey PRIMARY KEY (id);


--
-- Name: import_parts import_parts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_parts
    ADD CONSTRAINT import_parts_pkey PRIMARY KEY (import_id, number);


--
-- Name: imports imports_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT imports_pkey PRIMARY KEY (id);


--
-- Name: inbox inbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (event_id);


--
-- Name: indicators indicators_owner_external_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.indicators
    ADD CONSTRAINT indicators_owner_external_id_key UNIQUE (owner, external_id);


--
-- Name: indicators indicators_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.indicators
    ADD CONSTRAINT indicators_pkey PRIMARY KEY (id);


--
-- Name: memberships memberships_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (region, country, spell);


--
-- Name: observation_versions observation_versions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.observation_versions
    ADD CONSTRAINT observation_versions_pkey PRIMARY KEY (observation, version);


--
-- Name: observations observations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.observations
    ADD CONSTRAINT observations_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (seq);


--
-- Name: parked parked_event_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_event_id_key UNIQUE (event_id);


--
-- Name: parked parked_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parked
    ADD CONSTRAINT parked_pkey PRIMARY KEY (seq);


--
-- Name: rate_sources rate_sources_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rate_sources
    ADD CONSTRAINT rate_sources_pkey PRIMARY KEY (source);


--
-- Name: relay_lease relay_lease_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.relay_lease
    ADD CONSTRAINT relay_lease_pkey PRIMARY KEY (id);


--
-- Name: reported_organisations reported_organisations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reported_organisations
    ADD CONSTRAINT reported_organisations_pkey PRIMARY KEY (id);


--
-- Name: reported_organisations reported_organisations_reporter_named_by_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reported_organisations
    ADD CONSTRAINT reported_organisations_reporter_named_by_key UNIQUE (reporter, named_by);


--
-- Name: reporter_findings reporter_findings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reporter_findings
    ADD CONSTRAINT reporter_findings_pkey PRIMARY KEY (reporter);


--
-- Name: shipped_rates shipped_rates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.shipped_rates
    ADD CONSTRAINT shipped_rates_pkey PRIMARY KEY (digest);


--
-- Name: totals totals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.totals
    ADD CONSTRAINT totals_pkey PRIMARY KEY (year, provider, recipient, transaction_type, cooperation, aid_type, reporter);


--
-- Name: unpaired unpaired_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.unpaired
    ADD CONSTRAINT unpaired_pkey PRIMARY KEY (seq);


--
-- Name: valuations valuations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.valuations
    ADD CONSTRAINT valuations_pkey PRIMARY KEY (flow, line, id);


--
-- Name: activities_identifier_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_identifier_idx ON public.activities USING btree (identifier);


--
-- Name: activities_import_id_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_import_id_idx ON public.activities USING btree (import_id);


--
-- Name: activities_mentions_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_mentions_idx ON public.activities USING gin (mentions) WHERE (mentions <> '{}'::text[]);


--
-- Name: activities_places_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_places_idx ON public.activities USING gin (places);


--
-- Name: activities_updated_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activities_updated_at_idx ON public.activities USING btree (updated_at);


--
-- Name: activity_findings_rule_activity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX activity_findings_rule_activity_idx ON public.activity_findings USING btree (rule, activity);


--
-- Name: actors_identifiers_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX actors_identifiers_idx ON public.actors USING gin (identifiers);


--
-- Name: actors_merged_into_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX actors_merged_into_idx ON public.actors USING btree (merged_into) WHERE (merged_into IS NOT NULL);


--
-- Name: classifications_waiting_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX classifications_waiting_idx ON public.classifications USING btree (id) WHERE (status <> 'finished'::text);


--
-- Name: confirmation_comments_confirmation_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX confirmation_comments_confirmation_idx ON public.confirmation_comments USING btree (confirmation);


--
-- Name: confirmations_provider_activity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX confirmations_provider_activity_idx ON public.confirmations USING btree (provider_activity);


--
-- Name: confirmations_provider_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX confirmations_provider_idx ON public.confirmations USING btree (provider);


--
-- Name: confirmations_provider_live_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX confirmations_provider_live_idx ON public.confirmations USING btree (provider_flow) WHERE (status = ANY (ARRAY['proposed'::text, 'matched'::text, 'confirmed'::text, 'disputed'::text]));


--
-- Name: confirmations_recipient_activity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX confirmations_recipient_activity_idx ON public.confirmations USING btree (recipient_activity);


--
-- Name: confirmations_recipient_live_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX confirmations_recipient_live_idx ON public.confirmations USING btree (recipient_flow) WHERE (status = ANY (ARRAY['proposed'::text, 'matched'::text, 'confirmed'::text, 'disputed'::text]));


--
-- Name: confirmations_recipients_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX confirmations_recipients_idx ON public.confirmations USING gin (recipients);


--
-- Name: confirmations_updated_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX confirmations_updated_at_idx ON public.confirmations USING btree (updated_at);


--
-- Name: conversions_waiting_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX conversions_waiting_idx ON public.conversions USING btree (id) WHERE (status <> 'finished'::text);


--
-- Name: external_activities_activity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX external_activities_activity_idx ON public.external_activities USING btree (activity);


--
-- Name: external_flows_flow_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX external_flows_flow_idx ON public.external_flows USING btree (flow);


--
-- Name: flows_activity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX flows_activity_idx ON public.flows USING btree (activity);


--
-- Name: flows_counted_in_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX flows_counted_in_idx ON public.flows USING gin (counted_in) WHERE (counted_in IS NOT NULL);


--
-- Name: flows_recipients_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX flows_recipients_idx ON public.flows USING gin (recipients);


--
-- Name: flows_unconverted_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX flows_unconverted_idx ON public.flows USING btree (transaction_type, day) WHERE ((usd IS NULL) AND (amount IS NOT NULL) AND (corrected_by IS NULL) AND (withdrawn_at IS NULL));


--
-- Name: flows_updated_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX flows_updated_at_idx ON public.flows USING btree (updated_at);


--
-- Name: former_names_activity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX former_names_activity_idx ON public.former_names USING btree (activity);


--
-- Name: idempotency_created_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX idempotency_created_at_idx ON public.idempotency USING btree (created_at);


--
-- Name: imports_created_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX imports_created_by_idx ON public.imports USING btree (created_by);


--
-- Name: imports_sha256_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX imports_sha256_idx ON public.imports USING btree (sha256);


--
-- Name: imports_waiting_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX imports_waiting_idx ON public.imports USING btree (id) WHERE (status = ANY (ARRAY['fetching'::text, 'queued'::text, 'running'::text]));


--
-- Name: indicators_activity_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX indicators_activity_idx ON public.indicators USING btree (activity);


--
-- Name: indicators_places_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX indicators_places_idx ON public.indicators USING gin (places);


--
-- Name: indicators_reporter_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX indicators_reporter_idx ON public.indicators USING btree (reporter);


--
-- Name: indicators_sdgs_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX indicators_sdgs_idx ON public.indicators USING gin (sdgs) WHERE (sdgs <> '{}'::text[]);


--
-- Name: indicators_titles_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX indicators_titles_idx ON public.indicators USING gin (to_tsvector('simple'::regconfig, titles));


--
-- Name: indicators_topics_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX indicators_topics_idx ON public.indicators USING gin (topics);


--
-- Name: indicators_updated_at_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX indicators_updated_at_idx ON public.indicators USING btree (updated_at);


--
-- Name: memberships_country_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX memberships_country_idx ON public.memberships USING btree (country);


--
-- Name: observations_indicator_period_from_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX observations_indicator_period_from_idx ON public.observations USING btree (indicator, period_from);


--
-- Name: observations_period_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX observations_period_idx ON public.observations USING btree (indicator, period_from, period_to) WHERE (source = 'api'::text);


--
-- Name: parked_key_seq_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX parked_key_seq_idx ON public.parked USING btree (key, seq);


--
-- Name: reported_organisations_actor_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reported_organisations_actor_idx ON public.reported_organisations USING btree (actor) WHERE (actor IS NOT NULL);


--
-- Name: reported_organisations_named_by_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reported_organisations_named_by_idx ON public.reported_organisations USING btree (named_by);


--
-- Name: reported_organisations_waiting_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reported_organisations_waiting_idx ON public.reported_organisations USING btree (id) WHERE waits;


--
-- Name: totals_provider_year_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX totals_provider_year_idx ON public.totals USING btree (provider, year);


--
-- Name: totals_recipient_year_idx; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX totals_recipient_year_idx ON public.totals USING btree (recipient, year);


--
-- Name: confirmation_comments confirmation_comments_confirmation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.confirmation_comments
    ADD CONSTRAINT confirmation_comments_confirmation_fkey FOREIGN KEY (confirmation) REFERENCES public.confirmations(id);


--
-- Name: import_findings import_findings_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_findings
    ADD CONSTRAINT import_findings_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.imports(id) ON DELETE CASCADE;


--
-- Name: import_parts import_parts_import_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.import_parts
    ADD CONSTRAINT import_parts_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.imports(id) ON DELETE CASCADE;


--
-- Name: observation_versions observation_versions_observation_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.observation_versions
    ADD CONSTRAINT observation_versions_observation_fkey FOREIGN KEY (observation) REFERENCES public.observations(id);


--
-- Name: valuations valuations_flow_line_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.valuations
    ADD CONSTRAINT valuations_flow_line_fkey FOREIGN KEY (flow, line) REFERENCES public.flow_lines(flow, number);


--
-- PostgreSQL database dump complete
--


