using System.Collections.Concurrent;

namespace Commerce.Journaling;

/// <summary>
/// The event-sourced grains that are active in this silo, and the way out of each of them: a call to one that is here leaves at
/// once and may be answered early, any other call waits until all that the asker rests on is durable.
/// </summary>
internal sealed class EarlyAnswers : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<GrainId, IRestsOnCommits> _here = new();

    public void Add(GrainId grain, IRestsOnCommits activation) => _here[grain] = activation;

    /// <summary>Whether a grain is active here, as far as is known.</summary>
    public bool Has(IAddressable grain) => _here.ContainsKey(grain.GetGrainId());

    /// <summary>A grain that is active here, as far as is known.</summary>
    public IRestsOnCommits? Find(IAddressable grain) => _here.GetValueOrDefault(grain.GetGrainId());

    /// <summary>
    /// Looks at what a grain shows, where it is active here: what it would answer to a question, without one. The asker inherits what that
    /// rests on, as from an answer.
    /// </summary>
    /// <typeparam name="TShown">What it shows.</typeparam>
    /// <param name="asker">Who looks.</param>
    /// <param name="grain">The grain.</param>
    /// <returns><see langword="null"/> when it has to be asked.</returns>
    public TShown? Look<TShown>(IRestsOnCommits asker, IAddressable grain)
        where TShown : class
    {
        if (Find(grain) is not { Shown: TShown shown } shows)
            return null;
        asker.Dependencies.Inherit(shows.Dependencies); // after the look: what is shown was handed to the writer before
        return shown;
    }

    public void Remove(GrainId grain, IRestsOnCommits activation) => _here.TryRemove(new(grain, activation));

    /// <summary>Sees every call that leaves this silo's grains and clients; those of event-sourced grains are its concern.</summary>
    public Task Invoke(IOutgoingGrainCallContext context) => context.SourceContext?.GrainInstance is IRestsOnCommits asker
        ? SendAsync(asker, context.TargetId, context.Invoke)
        : context.Invoke();

    /// <summary>
    /// Sends a grain's call, as soon as it may leave. All in one method: each that waits for another is a task more for every call.
    /// </summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="target">Who is asked.</param>
    /// <param name="send">Sends the call, with the request's context as it is then; may be used a second time.</param>
    /// <exception cref="CommitLostException">What the asker rests on will never be durable.</exception>
    public async Task SendAsync(IRestsOnCommits asker, GrainId target, Func<Task> send)
    {
        if (_here.ContainsKey(target) && !asker.Dependencies.IsLost)
        {
            RequestContext.Set(EarlyAnswer.Key, new EarlyAnswer(asker.Dependencies, target)); // of this method's flow alone
            try
            {
                await send();
                return;
            }
            catch (ElsewhereException)
            {
                // The grain moved to another silo between the look and the call.
                RequestContext.Remove(EarlyAnswer.Key);
            }
        }
        await asker.DurableAsync();
        await send();
    }
}

/// <summary>An activation that rests on appends.</summary>
internal interface IRestsOnCommits
{
    CommitDependencies Dependencies { get; }

    /// <summary>
    /// What others in the silo may see without a call, <see langword="null"/> for nothing. Never changes itself. To be read on any thread.
    /// </summary>
    object? Shown { get; }

    /// <summary>Waits until everything is durable.</summary>
    /// <exception cref="CommitLostException">It will never be; the activation ends.</exception>
    Task DurableAsync();
}

/// <summary>
/// Goes with a call that may rest on what is not durable, and lets the grain that is asked answer early. In the asker's silo it
/// is the same object there; in another silo it arrives without the asker, and nobody there may act on the call.
/// </summary>
[GenerateSerializer, Immutable, Alias("commerce.EarlyAnswer")]
internal sealed class EarlyAnswer
{
    public const string Key = "commerce.early";

    [NonSerialized]
    private readonly CommitDependencies? _asker;
    [NonSerialized]
    private readonly GrainId _asked;

    public EarlyAnswer() { }

    public EarlyAnswer(CommitDependencies asker, GrainId asked) => (_asker, _asked) = (asker, asked);

    /// <summary>Who asks; the question may rest on anything that the asker rests on.</summary>
    /// <exception cref="ElsewhereException">The asker is in another silo: this one must not act on the call yet.</exception>
    public CommitDependencies Asker => _asker ?? throw new ElsewhereException();

    /// <summary>Whether this grain's answer goes to the asker itself, who inherits what the answer rests on.</summary>
    public bool IsFor(GrainId answering) => _asked == answering;

    /// <summary>Takes what came with the call under way: it goes no further with what the grain calls in turn.</summary>
    public static EarlyAnswer? Take()
    {
        if (RequestContext.Get(Key) is not EarlyAnswer offer)
            return null;
        RequestContext.Remove(Key);
        return offer;
    }
}

/// <summary>The grain that was asked is in another silo than its asker, and did nothing.</summary>
[GenerateSerializer, Alias("commerce.ElsewhereException")]
internal sealed class ElsewhereException() : Exception("The grain is in another silo.");

/// <summary>What an activation rests on will never be durable: the activation ends, and its callers are told to repeat.</summary>
internal sealed class CommitLostException(Exception cause) : Exception(cause.Message, cause);
