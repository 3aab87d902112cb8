namespace Commerce.Steady.Load;

/// <summary>What came of the requests that were sent in one second.</summary>
internal sealed class Second
{
    /// <summary>Stands for a request that got no answer.</summary>
    public const int Broken = 0;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, int> _statuses = [];
    private readonly List<double> _milliseconds = [];

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
                return _statuses.Where(status => status.Key is < 200 or > 299).Sum(status => status.Value);
        }
    }

    public void Add(int status, TimeSpan took)
    {
        lock (_lock)
        {
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            _milliseconds.Add(took.TotalMilliseconds);
        }
    }

    /// <summary>Several seconds as one.</summary>
    public static Second Sum(IEnumerable<Second> seconds)
    {
        var sum = new Second();
        foreach (var second in seconds)
        {
            lock (second._lock)
            {
                sum._milliseconds.AddRange(second._milliseconds);
                foreach (var (status, count) in second._statuses)
                    sum._statuses[status] = sum._statuses.GetValueOrDefault(status) + count;
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
}
