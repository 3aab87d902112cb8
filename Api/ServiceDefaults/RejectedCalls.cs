using System.Reflection;

namespace Commerce.ServiceDefaults;

/// <summary>
/// Sends a call again that had no effect for certain, whatever it asks for: one that was rejected, and so was not begun, and one
/// whose activation lost its place to another one before anything of it was stored. Both happen for a moment when a silo stops, or
/// starts, while callers still look for a grain where it was. A call whose fate is unknown is not repeated here: only its sender
/// knows whether that is safe.
/// </summary>
/// <param name="clock">What the patience is measured by.</param>
public sealed class RejectedCalls(TimeProvider clock) : IOutgoingGrainCallFilter
{
    // More than a stopping silo's grains need to move; past it the client is told to come back.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(10);

    private static readonly Assembly s_ourGrains = typeof(ICommand).Assembly;

    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context) =>
        // A failure of Orleans' own calls, such as the probes between silos, has a meaning, and they are not repeated.
        context.Request.GetInterfaceType().Assembly == s_ourGrains ? InvokeUntilTaken(context) : context.Invoke();

    private async Task InvokeUntilTaken(IOutgoingGrainCallContext context)
    {
        var started = clock.GetTimestamp();
        for (var pause = s_firstPause; ; pause *= 2)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception answer) when (IsWithoutEffect(answer) && clock.GetElapsedTime(started) + pause < s_patience)
            {
                await Task.Delay(pause, clock);
            }
        }
    }

    private static bool IsWithoutEffect(Exception answer) => answer switch
    {
        SiloUnavailableException => false, // the silo ended with the call in hand, and nobody knows how far it came
        GatewayTooBusyException => false, // asking again would make it busier
        OrleansMessageRejectionException => true,
        CommerceUnavailableException unavailable => unavailable.IsUndone,
        _ => false,
    };
}
