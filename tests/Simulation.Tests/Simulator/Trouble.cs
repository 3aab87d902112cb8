namespace Commerce.Simulator;

/// <summary>What goes wrong with a silo, and with its transactions that are under way.</summary>
internal enum Trouble
{
    /// <summary>It is killed; nothing of what is under way arrives.</summary>
    Killed,

    /// <summary>It is killed; what is under way arrives all the same.</summary>
    KilledWithLastWords,

    /// <summary>The others declare it dead, and it goes on for a while.</summary>
    CutOff,

    /// <summary>The others declare it dead; it wakes when its successor is in the middle of the same steps.</summary>
    FrozenAndGivenUp,
}

/// <summary>One trouble at one moment, for some of the silos.</summary>
/// <param name="Moment">After how many events; never below 0.</param>
/// <param name="What">What goes wrong.</param>
/// <param name="Silos">For which silos: a bit for each.</param>
internal readonly record struct TroubleAt(int Moment, Trouble What, int Silos)
{
    private static readonly TimeSpan s_frozenFor = TimeSpan.FromMilliseconds(60);

    /// <summary>Nothing goes wrong.</summary>
    public static TroubleAt Never => new(-1, default, default);

    /// <summary>Every trouble at every moment, for one silo of two, for the other, and for both.</summary>
    /// <param name="moments">How many moments there are after the first.</param>
    public static IEnumerable<TroubleAt> Each(int moments) =>
        from moment in Enumerable.Range(0, moments + 1)
        from trouble in Enum.GetValues<Trouble>()
        from silos in Enumerable.Range(1, 3)
        select new TroubleAt(moment, trouble, silos);

    /// <summary>Lets it happen, counted from now on.</summary>
    /// <param name="cluster">Where.</param>
    public void HappenIn(SimCluster cluster)
    {
        var (at, time, start) = (this, cluster.Time, cluster.Time.Events);
        var happened = false;
        time.BeforeEvent = () =>
        {
            if (happened || time.Events - start != at.Moment)
                return;
            happened = true;
            foreach (var silo in cluster.Silos.Where((_, i) => (at.Silos >> i & 1) == 1).ToList())
                Strike(cluster, silo, at.What);
        };
    }

    private static void Strike(SimCluster cluster, SimSilo silo, Trouble trouble)
    {
        switch (trouble)
        {
            case Trouble.Killed:
                cluster.Kill(silo, lastWordsArrive: false);
                break;
            case Trouble.KilledWithLastWords:
                cluster.Kill(silo, lastWordsArrive: true);
                break;
            case Trouble.FrozenAndGivenUp:
                silo.FrozenUntil = cluster.Time.Now + s_frozenFor;
                cluster.Exclude(silo);
                break;
            default:
                cluster.Exclude(silo);
                break;
        }
    }
}
