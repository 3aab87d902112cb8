using System.Reflection;
using Commerce.Concerts;
using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Simulator;

/// <summary>Silos, the messages between them, and what goes wrong. Every choice is one of the seed's.</summary>
internal sealed class SimCluster
{
    private static readonly TimeSpan s_responseTimeout = TimeSpan.FromSeconds(10);

    private readonly Random _random;
    private readonly JournalOptions _options;
    private readonly TimeSpan _clockError;
    private readonly Dictionary<GrainId, SimSilo> _directory = [];
    private readonly List<Call> _calls = [];
    private int _silosStarted;

    public SimCluster(Random random, int silos, JournalOptions options, TimeSpan clockError)
    {
        (_random, _options, _clockError) = (random, options, clockError);
        Clients = new SimGrainFactory(this, null, null);
        while (_silosStarted < silos)
            StartSilo();
    }

    public VirtualTime Time { get; } = new();

    public SimStore Store { get; } = new();

    public Faults Faults { get; set; } = Faults.None;

    /// <summary>How seats are held.</summary>
    public ConcertOptions Concerts { get; init; } = new();

    /// <summary>How long orders can be paid and cancelled.</summary>
    public OrderOptions Orders { get; init; } = new();

    /// <summary>The way from outside to the grains.</summary>
    public IGrainFactory Clients { get; }

    /// <summary>Silos whose processes run: members, and those cut off that do not know it.</summary>
    public List<SimSilo> Silos { get; } = [];

    /// <summary>Every command that was delivered, to be delivered once more.</summary>
    public List<(GrainId Grain, MethodInfo Method, ICommand Command, EarlyAnswer? Offer)> Delivered { get; } = [];

    /// <summary>Calls that came to a silo which may not act on them yet.</summary>
    public int Elsewhere { get; private set; }

    /// <summary>What happened, for a run that is looked at closely.</summary>
    public Action<string> Trace { get; set; } = _ => { };

    public bool Chance(double probability) => probability > 0 && _random.NextDouble() < probability;

    public TimeSpan DiskDelay() => TimeSpan.FromMilliseconds(_random.Next(1, 8));

    public void StartSilo() => Silos.Add(new SimSilo(this, ++_silosStarted, _options, _clockError * (_random.NextDouble() * 2 - 1)));

    /// <summary>The process is gone at once, with whatever was not durable; another one takes its place.</summary>
    public void Kill(SimSilo silo, bool lastWordsArrive)
    {
        Trace($"silo {silo.Number} dies");
        (silo.IsDead, silo.LastWordsArrive) = (true, lastWordsArrive);
        Silos.Remove(silo);
        Exclude(silo);
    }

    /// <summary>The others take the silo for dead and activate its grains anew, while it goes on beside them.</summary>
    public void Exclude(SimSilo silo)
    {
        if (!silo.IsMember)
            return;
        Trace($"silo {silo.Number} is excluded");
        silo.IsMember = false;
        foreach (var grain in _directory.Where(entry => entry.Value == silo).Select(entry => entry.Key).ToList())
            _directory.Remove(grain);
        foreach (var call in _calls.Where(call => call.Target == silo).ToList())
            Time.After(MessageDelay(), call.Caller, () => call.Answer.TrySetException(new SiloUnavailableException("The silo is gone.")));
        if (!Silos.Exists(other => other.IsMember))
            StartSilo();
    }

    public void Forget(GrainId grain, SimSilo silo)
    {
        if (_directory.GetValueOrDefault(grain) == silo)
            _directory.Remove(grain);
    }

    public async Task<object?> CallAsync(SimSilo? caller, GrainId grain, MethodInfo method, object?[] arguments)
    {
        var call = new Call(caller, grain, method, arguments, RequestContext.Get(EarlyAnswer.Key) as EarlyAnswer, NewOrderOf(grain));
        _calls.Add(call);
        Send(call);
        if (Chance(Faults.Twice))
            Time.After(TimeSpan.FromMilliseconds(_random.Next(1, 30_000)), null, () => Send(call with
            {
                Answer = new(),
                NewOrder = null
            })); // by then it is not
        var timeout = Time.After(s_responseTimeout, caller, () =>
            call.Answer.TrySetException(new TimeoutException($"{grain} did not answer.")));
        try
        {
            return await call.Answer.Task;
        }
        finally
        {
            timeout.Cancel();
            _calls.Remove(call);
        }
    }

    private void Send(Call call)
    {
        call.Target = Route(call);
        if (Chance(Faults.Lost))
            return;
        Time.After(MessageDelay(), call.Target, () => _ = DeliverAsync(call), ifDead: () =>
            Time.After(MessageDelay(), call.Caller, () => call.Answer.TrySetException(new SiloUnavailableException("The silo is gone."))));
    }

    /// <summary>A silo that was cut off goes on with the activations it has; everybody else goes by the directory.</summary>
    private SimSilo Route(Call call)
    {
        if (call.Caller is { IsMember: false } cutOff && cutOff.Holds(call.Grain))
            return cutOff;
        if (!_directory.TryGetValue(call.Grain, out var silo))
        {
            var members = Silos.Where(other => other.IsMember).ToList();
            _directory[call.Grain] = silo = members[_random.Next(members.Count)];
        }
        return silo;
    }

    private async Task DeliverAsync(Call call)
    {
        var silo = call.Target!;
        if (silo.IsMember && Route(call) != silo)
        {
            Send(call);
            return;
        }
        Trace($"{(call.Caller is { } from ? $"silo {from.Number}" : "client")} -> silo {silo.Number}: {call.Grain} {call.Method.Name}");
        if (call.Arguments is [ICommand command])
            Delivered.Add((call.Grain, call.Method, command, call.Offer));
        // Within a silo it is the same object; what comes from another one has no asker any more.
        if (call.Offer is { } offer)
            RequestContext.Set(EarlyAnswer.Key, silo == call.Caller ? offer : new EarlyAnswer());
        if (call.NewOrder is { } id)
            NewOrder.Mark(id);
        Action answer;
        try
        {
            if (await silo.ActivationOf(call.Grain).AnswerAsync(call.Method, call.Arguments) is not { } result)
            {
                Send(call);
                return;
            }
            var outcome = result();
            Trace($"silo {silo.Number}: {call.Grain} {call.Method.Name} = {outcome}");
            answer = () => call.Answer.TrySetResult(outcome);
        }
        catch (Exception failure)
        {
            Elsewhere += failure is ElsewhereException ? 1 : 0;
            Trace($"silo {silo.Number}: {call.Grain} {call.Method.Name} failed: {failure.Message}");
            answer = () => call.Answer.TrySetException(failure);
        }
        if (!Chance(Faults.Lost))
            Time.After(MessageDelay(), call.Caller, answer);
    }

    private static Guid? NewOrderOf(GrainId grain) =>
        grain.TryGetGuidKey(out var id, out _) && NewOrder.Is(id) ? id : null;

    private TimeSpan MessageDelay() => Chance(Faults.Late)
        ? TimeSpan.FromMilliseconds(_random.Next(20, 15_000))
        : TimeSpan.FromMilliseconds(_random.Next(1, 20));

    private sealed record Call(SimSilo? Caller, GrainId Grain, MethodInfo Method, object?[] Arguments, EarlyAnswer? Offer, Guid? NewOrder)
    {
        public SimSilo? Target { get; set; }

        public TaskCompletionSource<object?> Answer { get; init; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
