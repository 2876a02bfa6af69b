import { IsString } from 'class-validator';
import { channel } from '../channel';

class StoreVisited {
  @IsString() place!: string;
}

export const store = channel('store', { StoreVisited });
