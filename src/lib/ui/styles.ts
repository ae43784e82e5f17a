/**
 * Every global style sheet, in the order of the cascade: KERN's subset (in its own layer), our tokens, our own sheets,
 * what is mended in KERN, paper. The root layout imports this file once.
 */
import '@kern-ux/native/dist/kern.css';
import './fonts.css';
import './tokens.css';
import './base.css';
import './layout.css';
import './buttons.css';
import './fields.css';
import './tables.css';
import './evidence.css';
import './presence.css';
import './shell.css';
import './kern-mended.css';
import './print.css';
