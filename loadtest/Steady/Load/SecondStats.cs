namespace Commerce.Steady.Load;

/// <summary>What came of the requests that were sent in one second.</summary>
internal sealed class SecondStats
{
    /// <summary>Stands for a request that got no answer.</summary>
    public const int Broken = 0;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, int> _statuses = [];
    private readonly SortedDictionary<string, int> _errors = new(StringComparer.Ordinal);
    private readonly List<double> _milliseconds = [];
    private int _failed;

    public int Sent
    {
        get
        {
            lock (_lock)
                return _milliseconds.Count;
        }
    }

    public int Failed
    {
        get
        {
            lock (_lock)
                return _failed;
        }
    }

    public void Add(Answer answer, TimeSpan took)
    {
        lock (_lock)
        {
            _statuses[answer.Status] = _statuses.GetValueOrDefault(answer.Status) + 1;
            if (!answer.IsServed)
            {
                _failed++;
                _errors[answer.Error] = _errors.GetValueOrDefault(answer.Error) + 1;
            }
            _milliseconds.Add(took.TotalMilliseconds);
        }
    }

    /// <summary>Several seconds as one.</summary>
    public static SecondStats Sum(IEnumerable<SecondStats> seconds)
    {
        var sum = new SecondStats();
        foreach (var second in seconds)
        {
            lock (second._lock)
            {
                sum._milliseconds.AddRange(second._milliseconds);
                foreach (var (status, count) in second._statuses)
                    sum._statuses[status] = sum._statuses.GetValueOrDefault(status) + count;
                foreach (var (error, count) in second._errors)
                    sum._errors[error] = sum._errors.GetValueOrDefault(error) + count;
                sum._failed += second._failed;
            }
        }
        return sum;
    }

    /// <summary>The milliseconds that this share of the requests stayed within.</summary>
    /// <param name="share">0 to 1.</param>
    public double Percentile(double share)
    {
        lock (_lock)
        {
            if (_milliseconds.Count == 0)
                return 0;
            _milliseconds.Sort();
            return _milliseconds[Math.Max(0, (int)Math.Ceiling(share * _milliseconds.Count) - 1)];
        }
    }

    /// <summary>How often there was which answer, such as <c>200:180 503:3 none:1</c>.</summary>
    public string Statuses()
    {
        lock (_lock)
            return string.Join(' ', _statuses.Select(status => $"{(status.Key == Broken ? "none" : status.Key)}:{status.Value}"));
    }

    /// <summary>What failures said of themselves, and how often.</summary>
    public IReadOnlyList<(string Error, int Count)> Errors()
    {
        lock (_lock)
            return [.. _errors.Select(error => (error.Key, error.Value))];
    }
}
