/** Lists of stories: the table, the board and the calendar; loaded with defer after page.js. */
import { cardKeys } from "./board/card-keys";
import { dragCards } from "./board/dragging";
import { followMoves } from "./board/moving";
import { selectRows } from "./board/rows";

selectRows();
cardKeys();
dragCards();
followMoves();
