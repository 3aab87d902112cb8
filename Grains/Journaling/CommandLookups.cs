namespace Commerce.Journaling;

/// <summary>
/// The silo's questions to the store whether a command was decided before. What is asked while one question is under way goes
/// together as the next one, so that many keyed commands cost few reads.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="scheduler">Where the questions are asked.</param>
internal sealed class CommandLookups(IJournalStore store, TaskScheduler scheduler)
{
    private const int MaxTogether = 200;

    private readonly Lock _lock = new();
    private readonly Queue<Question> _asked = new();
    private bool _isAsking;

    /// <summary>Looks a command up.</summary>
    /// <param name="command">The command.</param>
    /// <returns>Its answer, or <see langword="null"/> when the store has none; fails when the store cannot be read.</returns>
    public Task<StoredReceipt?> FindAsync(CommandLookup command)
    {
        var question = new Question(command);
        lock (_lock)
        {
            _asked.Enqueue(question);
            if (_isAsking)
                return question.Task;
            _isAsking = true;
        }
        _ = Task.Factory.StartNew(AskAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
        return question.Task;
    }

    private async Task AskAsync()
    {
        while (Take() is { Count: > 0 } questions)
        {
            try
            {
                var answers = await store.FindReceiptsAsync([.. questions.Select(question => question.Command)], CancellationToken.None);
                for (var i = 0; i < questions.Count; i++)
                    questions[i].TrySetResult(answers[i]);
            }
            catch (Exception failure)
            {
                foreach (var question in questions)
                    question.TrySetException(failure);
            }
        }
    }

    private List<Question> Take()
    {
        lock (_lock)
        {
            var questions = new List<Question>();
            while (questions.Count < MaxTogether && _asked.TryDequeue(out var question))
                questions.Add(question);
            _isAsking = questions.Count > 0;
            return questions;
        }
    }

    private sealed class Question(CommandLookup command)
        : TaskCompletionSource<StoredReceipt?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public CommandLookup Command { get; } = command;
    }
}
