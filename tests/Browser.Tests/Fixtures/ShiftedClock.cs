using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Commerce.Fixtures;

/// <summary>The system's clock, put forward by what it is told. Answers tell the same time, as those of a real server do.</summary>
internal sealed class ShiftedClock : TimeProvider, IStartupFilter
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, answer) =>
        {
            // When it answers, not when it was asked: whoever reads what it wrote goes by that.
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.Date = GetUtcNow().ToString("R");
                return Task.CompletedTask;
            });
            return answer(http);
        });
        next(app);
    };
}
