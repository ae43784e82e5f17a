/** One entry of the navigation: a place of the workspace with how much there is. */
export interface Place {
  href: string;
  label: string;
  count?: number | undefined;
  /** This page, or a page below it. */
  current?: boolean | undefined;
}

/** One step of "where I am"; the last one is this page and has no address. */
export interface Crumb {
  label: string;
  href?: string | undefined;
}
