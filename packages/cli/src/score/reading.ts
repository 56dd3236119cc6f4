// What one process finds in its portion of the files.

import type { Session } from "../duckdb/session.js";
import { DataError } from "../errors.js";
import type { Source } from "../input/batch.js";
import type { GroupIndex } from "../input/group-index.js";
import type { InputFile } from "../input/input-file.js";
import type { MomentTallies } from "../metrics/moment-tallies.js";
import { mostRanked } from "../metrics/rankings.js";
import type { Tallies } from "../metrics/tallies.js";
import { groupColumns, type ScoreOptions } from "../options/score-options.js";
import type { Progress } from "../progress.js";
import { BadRows } from "./bad-rows.js";
import { indexesBy } from "./indexes.js";
import type { JoinedSource } from "./join/joined-source.js";
import { likelyCluster } from "./likely-cluster.js";
import { openSources, type Sources } from "./open-sources.js";
import { type Failure, type Found, failureAt, type Place } from "./outcome.js";
import { findWorst, noSumsPart, type Part, sumsPart } from "./part.js";
import { type Portion, portionOf } from "./portion.js";
import { readSource } from "./read-source.js";
import type { Replicas } from "./replicas.js";
import { addHere, type BlockTaker, Scorer } from "./scorer.js";
import { addInThread } from "./tally-thread/tally-thread.js";
import { TimeCheck } from "./time-check.js";

const isJoined = (source: Source): source is JoinedSource => "joined" in source;

export interface Work {
  readonly session: Session;
  readonly options: ScoreOptions;
  readonly progress: Progress;
  readonly replicas: Replicas;
  /** Number of bytes above which a second thread is worth its start. */
  readonly largeBytes: number;
  /** Tells what was found of how files are written, in a sentence. */
  note(sentence: string): void;
}

/** Reads the portion once and keeps what it found. */
export class Reading {
  readonly groups: GroupIndex | null;
  readonly clusters: GroupIndex | null;
  /** Whether any process reads only a part of a text file. Known once the files are divided. */
  isTextCut = false;
  readonly #place: Place = { step: "find", source: 0, before: 0 };
  readonly #notes = new Set<string>();
  #tallies: Tallies | null = null;
  #moments: MomentTallies | null = null;

  constructor(readonly work: Work) {
    const { options } = work;
    const { groups, clusters } = indexesBy(groupColumns(options), options.cluster);
    this.groups = groups;
    this.clusters = clusters;
  }

  /** The sums of this process, once it has read its portion. */
  get tallies(): Tallies {
    return this.#tallies!;
  }

  get moments(): MomentTallies {
    return this.#moments!;
  }

  /** @param found The files, or why there are none. @param mayCutText Whether text may be cut. */
  async run(
    found: readonly InputFile[] | DataError,
    mayCutText: boolean,
  ): Promise<Found | Failure> {
    const { session, options, replicas } = this.work;
    const files = found instanceof DataError ? null : found;
    try {
      const portion = await portionOf(files, options, session, replicas, mayCutText);
      this.isTextCut = portion.isTextCut;
      if (files === null) throw found;
      this.#place.step = "open";
      return { files: files.map(({ name }) => name), part: await this.#score(files, portion) };
    } catch (error) {
      // A single process has nobody to tell.
      if (!(error instanceof DataError) || replicas.size === 1) throw error;
      return failureAt(this.#place, error);
    }
  }

  async #score(files: readonly InputFile[], portion: Portion): Promise<Part> {
    const { session, options, replicas, largeBytes, note } = this.work;
    const own = [...portion.shares.values()].reduce((sum, { from, to }) => sum + to - from, 0);
    const isWorthIt = own >= largeBytes && replicas.cores > 1;
    // Started first, so that the files are opened while it starts.
    const taker = (isWorthIt ? addInThread : addHere)(
      options.loss,
      options.worst,
      this.clusters === null ? "rows" : "clusters",
    );
    const at = (source: number) => {
      this.#place.source = source;
    };
    try {
      return await this.#read(
        await openSources(session, options, files, portion, this, at, (sentence) => {
          this.#notes.add(sentence);
          note(sentence);
        }),
        taker,
      );
    } finally {
      taker.close();
    }
  }

  async #read({ sources, classes, first = null }: Sources, taker: BlockTaker): Promise<Part> {
    const { session, options, progress } = this.work;
    const scorer = new Scorer(options.loss, taker);
    const bad = new BadRows(options.loss.fromLogits, options.skipBadRows, classes);
    const times = new TimeCheck(options.columns?.time, groupColumns(options), this.groups);
    if (this.#areMany([...sources.values()])) taker.expectMany();
    progress.begin([...sources.values()].reduce((sum, { bytes }) => sum + bytes, 0));
    this.#place.step = "read";
    for (const [index, source] of sources) {
      const before = "before" in source ? source.before : 0;
      Object.assign(this.#place, { source: index, before });
      await readSource(source, index, { scorer, bad, times, progress }, before);
    }
    const { tallies, moments, worst } = await scorer.finish();
    this.#tallies = tallies;
    this.#moments = moments;
    progress.end();
    // A process without others has nobody to tell.
    const isToldToOthers = this.work.replicas.size > 1 || options.shard !== null;
    const sums = { tallies, moments, groups: this.groups, clusters: this.clusters };
    return {
      ...(isToldToOthers ? sumsPart(sums) : noSumsPart),
      worst: await findWorst(worst, sources, options.columns?.show ?? []),
      bad: { count: bad.count, listed: bad.listed },
      notes: [...this.#notes],
      likely: first && (await likelyCluster(session, first, options.loss)),
      look: scorer.look,
      joined: [...sources.values()].find(isJoined)?.joined() ?? null,
    };
  }

  /** Whether more rows will be ranked than can be ranked exactly. */
  #areMany(sources: readonly Source[]): boolean {
    const { columns, skipBadRows } = this.work.options;
    // Some groups may have few rows, and some rows may have no weight or be bad.
    const areAllRanked =
      this.groups === null && columns !== null && columns.weight === undefined && !skipBadRows;
    return areAllRanked && sources.reduce((sum, { rows }) => sum + rows, 0) > mostRanked;
  }
}
