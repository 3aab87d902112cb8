using Commerce.Fixtures;
using Commerce.Kafka;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Testing;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Commerce.Http;

/// <summary>Lists that follow moments later, while they are late.</summary>
public sealed class LateListsTests
{
    private const long Customer = 77;

    private static readonly string[] s_lists = ["/customers/1/coupons", "/customers/1/orders", "/customers/1/reservations", "/v1/products"];

    [Fact]
    public async Task Lists_WhileEventsAreLate_SayHowFarTheyAre_AndTheGrainIsUpToDate()
    {
        var gate = new Gate();
        await using var host = await ApiUnderTest.StartAsync(builder => builder.Services.AddSingleton<IEventTransport>(
            provider => new HeldTransport(gate, ActivatorUtilities.CreateInstance<InProcessTransport>(provider))));
        var (start, http) = (host.Clock.GetUtcNow(), host.Http);
        await OpenAsync(http, start);
        await host.ReadTablesFollowAsync();
        Assert.All(await AsOfAsync(http), asOf => Assert.Equal(start, asOf, TimeSpan.FromMilliseconds(1)));

        gate.Close();
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        var issuedAt = (await http.PostAsync("/coupons/issue", new { couponId = 1, customerId = Customer })).AssertStatus(201)
            .Json.GetProperty("issuedAt").GetDateTimeOffset();
        host.Clock.Advance(TimeSpan.FromMinutes(1));

        var late = (await http.GetAsync($"/customers/{Customer}/coupons")).AssertStatus(200); // nobody but the coupon knows this customer
        Assert.Empty(late.Json.GetProperty("items").EnumerateArray());
        Assert.All(await AsOfAsync(http), asOf => Assert.Equal(issuedAt, asOf));
        Assert.Equal("ISSUED", (await http.GetAsync($"/coupons/1/customers/{Customer}")).AssertStatus(200).String("status"));

        gate.Open();
        await host.ReadTablesFollowAsync();
        Assert.Single((await http.GetAsync($"/customers/{Customer}/coupons")).Json.GetProperty("items").EnumerateArray());
        Assert.All(await AsOfAsync(http), asOf => Assert.Equal(host.Clock.GetUtcNow(), asOf, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public async Task Lists_WhileTheBrokersDoNotAnswer_AreAnswered_AndDoNotSayHowFarTheyAre()
    {
        var brokers = new SilentBrokers();
        await using var host = await ApiUnderTest.StartAsync(
            builder => builder.Services.AddSingleton<KafkaClients>(
                provider => new SilentClients(provider.GetRequiredService<IOptions<EventsOptions>>(), brokers)),
            "--Events:Provider=Kafka", "--Events:BootstrapServers=127.0.0.1:1");
        await OpenAsync(host.Http, host.Clock.GetUtcNow());
        using var silence = brokers.FallSilent();

        foreach (var list in s_lists)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(5)); // what was known is not fresh
            Assert.False((await host.Http.GetAsync(list)).AssertStatus(200).Json.TryGetProperty("asOf", out _), list);
        }
    }

    /// <summary>A list of products that waits for something holds nobody else up.</summary>
    [Fact]
    public async Task Products_AskedForByMoreThanThereAreProcessors_AreLookedUpTogether()
    {
        var progress = new TogetherProgress(2 * Environment.ProcessorCount + 1);
        await using var host = await ApiUnderTest.StartAsync(builder => builder.Services.AddSingleton<IReadProgress>(progress));

        var lists = await Task.WhenAll(Enumerable.Range(0, progress.Expected).Select(_ => host.Http.GetAsync("/v1/products")));

        Assert.All(lists, list => list.AssertStatus(200));
    }

    private static async Task OpenAsync(ApiClient http, DateTimeOffset now)
    {
        (await http.PutAsync("/admin/coupons/1", new
        {
            name = "Late",
            discountType = "FIXED",
            discountAmount = 1,
            totalQuantity = 9,
            startedAt = now.AddDays(-1),
            expiredAt = now.AddDays(1),
        })).AssertStatus(201);
        (await http.PutAsync("/admin/customers/1", new { username = "Kim", openingBalance = 0 })).AssertStatus(201);
    }

    private static async Task<DateTimeOffset[]> AsOfAsync(ApiClient http)
    {
        var asOf = new List<DateTimeOffset>();
        foreach (var list in s_lists)
            asOf.Add((await http.GetAsync(list)).AssertStatus(200).Json.GetProperty("asOf").GetDateTimeOffset());
        return [.. asOf];
    }

    private sealed class Gate
    {
        private TaskCompletionSource _open = new();

        public Gate() => Open();

        public Task Opened => Volatile.Read(ref _open).Task;

        public void Close() => Volatile.Write(ref _open, new(TaskCreationOptions.RunContinuationsAsynchronously));

        public void Open() => _open.TrySetResult();
    }

    private sealed class HeldTransport(Gate gate, InProcessTransport inner) : IEventTransport
    {
        public async Task PublishAsync(IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken)
        {
            await gate.Opened.WaitAsync(cancellationToken);
            await inner.PublishAsync(events, cancellationToken);
        }
    }

    /// <summary>How far lists are is told to all at once, when enough have asked.</summary>
    private sealed class TogetherProgress(int expected) : IReadProgress
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _asked;

        public int Expected => expected;

        public async Task<DateTimeOffset?> AsOfAsync()
        {
            if (Interlocked.Increment(ref _asked) == expected)
                _all.SetResult();
            await _all.Task.WaitAsync(Eventually.Deadline);
            return null;
        }
    }

    /// <summary>Brokers that turn everybody away, and from some time on do not even do that.</summary>
    private sealed class SilentBrokers : IDisposable
    {
        private readonly ManualResetEventSlim _answers = new(true);

        /// <summary>Until this is disposed of.</summary>
        public IDisposable FallSilent()
        {
            _answers.Reset();
            return this;
        }

        public KafkaException Answer()
        {
            _answers.Wait();
            return new(Confluent.Kafka.ErrorCode.Local_AllBrokersDown);
        }

        public void Dispose() => _answers.Set();
    }

    private sealed class SilentClients(IOptions<EventsOptions> options, SilentBrokers brokers)
        : KafkaClients(options, NullLogger<KafkaClients>.Instance)
    {
        public override IConsumer<byte[]?, byte[]?> Consumer(bool tellsEnd = false) => throw brokers.Answer();

        public override IAdminClient Admin() => throw brokers.Answer();
    }
}
