import { channel, Means, Personal } from '../channel';
import { Code, Instant, OneOf, Optional, Text } from '../field';

class AboutTask {
  @Code('Id of the task', '5d0f5c3e-0c34-5c0e-9f5b-6a1f3e2d4c5b') task!: string;
}

@Means('Somebody has something to do about a customer')
class TaskOpened extends AboutTask {
  @Code('What is to be done; says nothing of the person', 'Call them about their contract') about!: string;
  @Instant('Due at', '2026-11-24T18:00:00.000Z') dueAt!: string;
  @Optional() @OneOf('How urgent it is; normal when absent', ['low', 'normal', 'high'], 'high') priority?: string;
  @Optional() @Code('Who has to do it', 'a-17') assignee?: string;
  @Optional() @Code('Whose members may do it', 'key-accounts') team?: string;
  @Optional() @Code('The policy that wants it; absent = a person does', 'win-back') policy?: string;
  @Optional() @Code('Event id of what it is about', '8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d') trigger?: string;
  @Optional() @Personal('content') @Text('In words', 'Asked for Mr Li on Friday') text?: string;
}

@Means('A task has another owner')
class TaskAssigned extends AboutTask {
  @Optional() @Code('Who has to do it; absent = nobody in particular', 'a-17') assignee?: string;
  @Optional() @Code('Whose members may do it', 'key-accounts') team?: string;
}

@Means('A task need not be looked at before a moment; it is due as before')
class TaskSnoozed extends AboutTask {
  @Instant('Until when', '2026-11-23T08:00:00.000Z') until!: string;
}

@Means('A task was done')
class TaskDone extends AboutTask {
  @Code('How it ended', 'reached') outcome!: string;
  @Optional() @Personal('content') @Text('In words', 'Will stay when the price stays') note?: string;
}

@Means('A task that was done is to be done again')
class TaskReopened extends AboutTask {
  @Optional() @Instant('Due at; as before when absent', '2026-11-30T18:00:00.000Z') dueAt?: string;
  @Optional() @Personal('content') @Text('In words', 'Did not call back') note?: string;
}

@Means('A task was taken off the list without being done')
class TaskClosed extends AboutTask {
  @OneOf('Why', ['erased'], 'erased') why!: 'erased';
}

export const task = channel('task', { TaskOpened, TaskAssigned, TaskSnoozed, TaskDone, TaskReopened, TaskClosed });
