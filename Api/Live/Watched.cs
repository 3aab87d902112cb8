namespace Commerce.Live;

/// <summary>
/// Things of one kind that viewers watch. Each is read by itself: one that does not answer stays as it was, and holds up no other.
/// </summary>
/// <param name="read">Reads one; <see langword="null"/> when there is none of that id.</param>
internal sealed class Watched<T>(Func<long, Task<T?>> read)
    where T : class
{
    /// <summary>How many are read at the most: those that most viewers watch.</summary>
    public const int Most = 16;

    private readonly Dictionary<long, Subject> _subjects = [];

    /// <summary>What there is, as it was read last.</summary>
    public IReadOnlyList<T> Latest => [.. Answers().Select(subject => subject.Answer!.Found).OfType<T>()];

    /// <summary>Ids of which there is nothing.</summary>
    public IReadOnlyList<long> Absent => [.. Answers().Where(subject => subject.Answer!.Found is null).Select(subject => subject.Id)];

    /// <summary>So many viewers more, or fewer, watch a thing.</summary>
    public void Change(long? id, int viewers)
    {
        if (id is not { } known)
            return;
        lock (_subjects)
        {
            if (!_subjects.TryGetValue(known, out var subject))
                _subjects[known] = subject = new(known);
            subject.Viewers += viewers;
            if (subject.Viewers <= 0)
                _subjects.Remove(known);
        }
    }

    /// <summary>Begins to read what is not being read. The task ends when all have answered.</summary>
    public Task ReadAsync()
    {
        var subjects = MostWatched();
        foreach (var subject in subjects)
        {
            if (subject.Reading.IsCompleted)
                subject.Reading = ReadAsync(subject);
        }
        return Task.WhenAll(subjects.Select(subject => subject.Reading));
    }

    private async Task ReadAsync(Subject subject)
    {
        try
        {
            subject.Answer = new(await read(subject.Id));
        }
        catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
        {
            // Watching goes on; it is asked again in a second.
        }
    }

    private IEnumerable<Subject> Answers() => MostWatched().Where(subject => subject.Answer is not null);

    private Subject[] MostWatched()
    {
        lock (_subjects)
            return [.. _subjects.Values.OrderByDescending(subject => subject.Viewers).Take(Most).OrderBy(subject => subject.Id)];
    }

    private sealed class Subject(long id)
    {
        private volatile Answer? _answer;

        public long Id => id;

        public int Viewers { get; set; }

        public Task Reading { get; set; } = Task.CompletedTask;

        /// <summary>The last one; <see langword="null"/> before the first.</summary>
        public Answer? Answer
        {
            get => _answer;
            set => _answer = value;
        }
    }

    private sealed record Answer(T? Found);
}
