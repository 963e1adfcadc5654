import type { ComponentRef, RestoreChange, RestoreChoice, RestorePlan } from '../backend';
import { choosable } from './words';

const same = (a: ComponentRef, b: ComponentRef): boolean =>
  a.profile === b.profile && a.kind === b.kind && a.name === b.name;

/** What of a plan a person wants: whole profiles, and single components of others. */
export class Choice {
  #profiles = $state.raw<string[]>([]);
  #components = $state.raw<ComponentRef[]>([]);
  #plan = $state.raw<RestorePlan | null>(null);

  /** Everything, to begin with. */
  begin(plan: RestorePlan): void {
    this.#plan = plan;
    this.#profiles = choosable(plan);
    this.#components = [];
  }

  get isEmpty(): boolean {
    return this.#profiles.length + this.#components.length === 0;
  }

  get given(): RestoreChoice {
    return { profiles: this.#profiles, components: this.#components };
  }

  /** The changes of a profile, as far as they are listed. */
  changesOf(profile: string): RestoreChange[] {
    return this.#plan?.changes.filter((c) => c.component.profile === profile) ?? [];
  }

  /** All of a profile's changes are listed, so that single ones can be left out. */
  isListed(profile: string): boolean {
    const counts = this.#plan?.profiles.find((p) => p.name === profile)?.counts ?? [];
    const total = counts.reduce((n, c) => n + c.added + c.changed + c.removed, 0);
    return this.changesOf(profile).length === total;
  }

  hasAll = (profile: string): boolean => this.#profiles.includes(profile);

  hasSome = (profile: string): boolean =>
    !this.hasAll(profile) && this.#components.some((one) => one.profile === profile);

  has = (component: ComponentRef): boolean =>
    this.hasAll(component.profile) || this.#components.some((one) => same(one, component));

  toggleProfile(profile: string): void {
    const others = this.#profiles.filter((p) => p !== profile);
    this.#components = this.#components.filter((one) => one.profile !== profile);
    this.#profiles = others.length < this.#profiles.length ? others : [...others, profile];
  }

  toggle(component: ComponentRef): void {
    const { profile } = component;
    const all = this.changesOf(profile).map((change) => change.component);
    const before = all.filter(this.has);
    const after = this.has(component)
      ? before.filter((one) => !same(one, component))
      : [...before, component];
    const elsewhere = this.#components.filter((one) => one.profile !== profile);
    const whole = after.length === all.length;
    this.#profiles = this.#profiles.filter((p) => p !== profile).concat(whole ? [profile] : []);
    this.#components = whole ? elsewhere : [...elsewhere, ...after];
  }
}
