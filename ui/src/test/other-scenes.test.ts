import { describe } from 'vitest';
import { checkScenes } from './every-scene';

describe('the other scenes', () => checkScenes(1));
