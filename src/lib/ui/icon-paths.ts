/** Outlines in a 20 px box, drawn by us: stroke 1.75, round ends. A dot is a stroke of no length. */
const strokes = {
  check: 'M4 10.5l4 4 8-9',
  'arrow-up': 'M10 16V4M5 9l5-5 5 5',
  'arrow-down': 'M10 4v12M5 11l5 5 5-5',
  'arrow-up-down': 'M10 3v14M7 6l3-3 3 3M7 14l3 3 3-3',
  'arrow-right': 'M3.5 10h13M11.5 5l5 5-5 5',
  'arrow-left': 'M16.5 10h-13M8.5 5l-5 5 5 5',
  'chevron-down': 'M5 7.5l5 5 5-5',
  screen: 'M3.5 4h13a1 1 0 011 1v8a1 1 0 01-1 1h-13a1 1 0 01-1-1V5a1 1 0 011-1zM7 17.3h6',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  search: 'M14.5 9a5.5 5.5 0 11-11 0 5.5 5.5 0 0111 0zM13.2 13.2L17 17',
  user: 'M13.2 7a3.2 3.2 0 11-6.4 0 3.2 3.2 0 016.4 0zM3.8 17c.6-3.4 3-5 6.2-5s5.6 1.6 6.2 5',
  users:
    'M10.4 7.2a2.9 2.9 0 11-5.8 0 2.9 2.9 0 015.8 0zM2 16.5c.5-3.2 2.7-4.7 5.5-4.7s5 1.5 5.5 4.7M13 4.5a2.8 2.8 0 010 5.4M15 12.2c1.7.6 2.7 2 3 4.3',
  clock: 'M17.3 10a7.3 7.3 0 11-14.6 0 7.3 7.3 0 0114.6 0zM10 5.8V10l3 2',
  lock: 'M5.8 9h8.4a1.3 1.3 0 011.3 1.3v5.4a1.3 1.3 0 01-1.3 1.3H5.8a1.3 1.3 0 01-1.3-1.3v-5.4A1.3 1.3 0 015.8 9zM7 9V6.5a3 3 0 016 0V9',
  hand: 'M6 10V5.5a1.25 1.25 0 012.5 0V9m0-4.5a1.25 1.25 0 012.5 0V9m0-3.5a1.25 1.25 0 012.5 0V11c0 4-1.8 6.5-5 6.5-2.6 0-3.8-1.3-5-3.6L3 11.4a1.2 1.2 0 012-1.3l1 1.4',
  list: 'M7.5 5H17M7.5 10H17M7.5 15H17M3.2 5h.1M3.2 10h.1M3.2 15h.1',
  'bullet-list': 'M8 5.5h9M8 10h9M8 14.5h9M3.7 5.5h.01M3.7 10h.01M3.7 14.5h.01',
  'numbered-list': 'M9 5h8M9 10h8M9 15h8M3 4l1.5-1v4.5M2.8 12.6c.2-1.7 2.7-1.6 2.6 0-.1 1.1-2.6 2.3-2.6 3.6h2.8',
  help: 'M17.3 10a7.3 7.3 0 11-14.6 0 7.3 7.3 0 0114.6 0zM7.8 8a2.2 2.2 0 114 1.3c-.8.8-1.8 1.1-1.8 2.3M10 14.2v.1',
  info: 'M17.3 10a7.3 7.3 0 11-14.6 0 7.3 7.3 0 0114.6 0zM10 9.3v4.5M10 6.2v.1',
  globe:
    'M17.3 10a7.3 7.3 0 11-14.6 0 7.3 7.3 0 0114.6 0zM2.7 10h14.6M10 2.7c2.6 2.6 2.6 12 0 14.6M10 2.7c-2.6 2.6-2.6 12 0 14.6',
  close: 'M5 5l10 10M15 5L5 15',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  bold: 'M6 4h5a3 3 0 010 6H6zM6 10h6a3 3 0 010 6H6z',
  italic: 'M8 4h7M5 16h7M11.5 4l-3 12',
  heading: 'M5 4v12M15 4v12M5 10h10',
  link: 'M8.3 11.7a3.2 3.2 0 004.6 0l2.8-2.8a3.25 3.25 0 00-4.6-4.6l-1 1M11.7 8.3a3.2 3.2 0 00-4.6 0l-2.8 2.8a3.25 3.25 0 004.6 4.6l1-1',
  undo: 'M7.5 4L3.5 8l4 4M3.5 8H12a4.5 4.5 0 010 9H7',
  redo: 'M12.5 4l4 4-4 4M16.5 8H8a4.5 4.5 0 000 9h5',
  quote: 'M8 6c-2.8.6-4.5 2.6-4.5 5.3V14h4v-4H5.6M16 6c-2.8.6-4.5 2.6-4.5 5.3V14h4v-4h-1.9',
  comment: 'M3 4.5h14V14H9l-3.5 3v-3H3z',
  warning: 'M10 3.2L17.8 16.5H2.2zM10 8.5v3.6M10 14.3v.1',
  sun: 'M13.4 10a3.4 3.4 0 11-6.8 0 3.4 3.4 0 016.8 0zM10 1.8v1.6M10 16.6v1.6M1.8 10h1.6M16.6 10h1.6M4.2 4.2l1.1 1.1M14.7 14.7l1.1 1.1M15.8 4.2l-1.1 1.1M5.3 14.7l-1.1 1.1',
  moon: 'M16.5 12.2A7 7 0 117.8 3.5a5.6 5.6 0 008.7 8.7z',
  pause: 'M7 5v10M13 5v10',
  play: 'M6 4l10 6-10 6z',
  qr: 'M3 3h5v5H3zM12 3h5v5h-5zM3 12h5v5H3zM12 12h2v2M17 12v2.5M12 17h1.5M16.5 17h.5',
  flag: 'M5 17.5v-14h9.5l-2 3.5 2 3.5H5',
  agree: 'M17.5 10a7.5 7.5 0 11-15 0 7.5 7.5 0 0115 0zM6.8 8.3h6.4M6.8 11.7h6.4',
  contested: 'M17.5 10a7.5 7.5 0 11-15 0 7.5 7.5 0 0115 0zM6.8 8.3h6.4M6.8 11.7h6.4M12 5.8L8 14.2',
  'trend-down': 'M5 5l10 10M15 7.5V15H7.5',
  'trend-flat': 'M3.5 10h13M11.5 5l5 5-5 5',
  'trend-up': 'M5 15L15 5M7.5 5H15v7.5',
  eye: 'M2 10c2-3.6 4.7-5.4 8-5.4s6 1.8 8 5.4c-2 3.6-4.7 5.4-8 5.4S4 13.6 2 10zM12.4 10a2.4 2.4 0 11-4.8 0 2.4 2.4 0 014.8 0z',
  edit: 'M4 16l.8-3.6L13.4 3.8l2.8 2.8-8.6 8.6zM11.6 5.6l2.8 2.8',
  trash: 'M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 9v4.5M11.5 9v4.5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  'sign-out': 'M8 3.5H4v13h4M12 6l4 4-4 4M16 10H8',
  offline:
    'M3 3l14 14M2.5 8.2c1-.9 2-1.6 3.2-2.1M8.6 5.1c3.3-.4 6.4.7 8.9 3.1M5.3 11.4c.8-.8 1.8-1.3 2.8-1.6M12.6 10c.8.3 1.5.8 2.1 1.4M10 15.3v.1',
} as const;

/** Filled shapes: what stands for a figure. */
const solids = {
  bars: 'M2 18v-7h4v7zM8 18V3h4v15zM14 18V8h4v10z',
} as const;

/** The name of one of our icons. */
export type IconName = keyof typeof strokes | keyof typeof solids;

const outlines: Record<IconName, string> = { ...strokes, ...solids };

/** What an icon draws: its path in a 20 px box, and whether it is filled instead of stroked. */
export function outlineOf(name: IconName): { path: string; solid: boolean } {
  return { path: outlines[name], solid: name in solids };
}
