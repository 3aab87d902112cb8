namespace Commerce.Simulator;

/// <summary>
/// Time that passes only when all code waits for something. Everything that takes time is an event here; events happen
/// one by one, ordered by their time, so a run is repeated exactly by the random numbers that chose the delays.
/// </summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Due, (long At, long Order)> _due = new();
    private readonly TurnScheduler _turns = new();
    private long _order;

    /// <summary>Time since the run began.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Where all code runs, in turns.</summary>
    public TaskScheduler Turns => _turns;

    /// <summary>Events that happened.</summary>
    public int Events { get; private set; }

    /// <summary>Looks at every event just before it happens, when no code is running.</summary>
    public Action BeforeEvent { get; set; } = () => { };

    /// <summary>Lets something happen later, unless its silo is dead by then; a frozen silo's events wait for it.</summary>
    public Due After(TimeSpan delay, SimSilo? owner, Action action, Action? ifDead = null)
    {
        var due = new Due(owner, action, ifDead);
        _due.Enqueue(due, ((Now + delay).Ticks, _order++));
        return due;
    }

    /// <summary>Waits; for ever when the silo dies meanwhile.</summary>
    public Task Pause(TimeSpan delay, SimSilo? owner)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        After(delay, owner, over.SetResult);
        return over.Task;
    }

    /// <summary>Starts code that runs in turns with all the other code.</summary>
    public Task Start(Func<Task> code) =>
        Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, _turns).Unwrap();

    /// <summary>Runs until the task ends.</summary>
    /// <exception cref="InvalidOperationException">It waits for something that will never happen.</exception>
    public void RunUntil(Task done, TimeSpan limit)
    {
        var end = Now + limit;
        for (_turns.RunAll(); !done.IsCompleted; _turns.RunAll())
        {
            if (!Next())
                throw new InvalidOperationException("Nothing happens any more, and somebody still waits.");
            if (Now > end)
                throw new TimeoutException($"Not finished within {limit} of virtual time.");
        }
        done.GetAwaiter().GetResult();
    }

    /// <summary>Runs until nothing is left to happen.</summary>
    public void RunOut()
    {
        do
            _turns.RunAll();
        while (Next());
    }

    private bool Next()
    {
        while (_due.TryDequeue(out var due, out var at))
        {
            if (due.IsCancelled)
                continue;
            Now = new TimeSpan(Math.Max(at.At, Now.Ticks));
            if (due.Owner is { IsDead: false } silo && silo.FrozenUntil > Now)
            {
                _due.Enqueue(due, (silo.FrozenUntil.Ticks, at.Order));
                continue;
            }
            BeforeEvent();
            Events++;
            _turns.Run(due.Owner is { IsDead: true } ? due.IfDead : due.Action);
            return true;
        }
        return false;
    }

    /// <summary>Something that is going to happen.</summary>
    internal sealed class Due(SimSilo? owner, Action action, Action? ifDead)
    {
        public SimSilo? Owner { get; } = owner;

        public Action Action { get; } = action;

        public Action IfDead { get; } = ifDead ?? (() => { });

        public bool IsCancelled { get; private set; }

        public void Cancel() => IsCancelled = true;
    }

    /// <summary>Runs all code on the one thread that drives the time, in the order in which it became ready.</summary>
    private sealed class TurnScheduler : TaskScheduler
    {
        private readonly Queue<Task> _ready = new();
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public void Run(Action action)
        {
            var task = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.None, this);
            RunAll();
            task.GetAwaiter().GetResult();
        }

        public void RunAll()
        {
            var outer = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(null); // the test runner's would draw the code away from here
            while (_ready.TryDequeue(out var task))
                TryExecuteTask(task);
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        protected override void QueueTask(Task task)
        {
            if (Environment.CurrentManagedThreadId != _thread)
                Environment.FailFast("Simulated code left its thread: its order is no longer a matter of the seed.");
            _ready.Enqueue(task);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            !taskWasPreviouslyQueued && Environment.CurrentManagedThreadId == _thread && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => _ready;
    }
}
