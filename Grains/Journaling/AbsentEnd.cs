namespace Commerce.Journaling;

/// <summary>
/// Ends the activation of something that does not exist, a moment after it was asked for last: anybody can ask for any id, and
/// memory must not grow by that. It does not end at once: each call that waits already would need a new activation, and Orleans
/// rejects a call that was forwarded a few times. So repeated questions are answered by one activation, which read the store once.
/// </summary>
/// <param name="clock">The clock of the moment.</param>
/// <param name="isAbsent">Whether there is still nothing.</param>
/// <param name="end">Ends the activation.</param>
internal sealed class AbsentEnd(TimeProvider clock, Func<bool> isAbsent, Action end)
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(200);

    private bool _waiting;
    private bool _askedAgain;

    /// <summary>Call it on the activation's own thread, whenever somebody asked.</summary>
    public void Asked()
    {
        _askedAgain = true;
        if (!_waiting)
            _ = EndAfterAMomentAsync();
    }

    private async Task EndAfterAMomentAsync()
    {
        _waiting = true;
        while (_askedAgain)
        {
            _askedAgain = false;
            await Task.Delay(s_moment, clock);
        }
        _waiting = false;
        if (isAbsent())
            end();
    }
}
