using Commerce.Bench.Servers;
using Commerce.Kafka;
using Commerce.Testing;

namespace Commerce.Bench.HandOff;

/// <summary>
/// Kafka, as far as it can be had without a server of it: librdkafka's mock cluster, one broker in a process of its own. It speaks the
/// protocol, and keeps in memory what a broker would write to disk.
/// </summary>
internal sealed class KafkaProcess : ServerProcess
{
    /// <summary>The command under which this program is that broker.</summary>
    public const string Command = "hand-off-kafka";

    // The mock forgets the oldest of a partition beyond 5 MB: together they hold more than any consumer here is behind.
    private const int Partitions = 32;

    private KafkaProcess(int port)
        : base(port, Environment.ProcessPath!, Command, $"http://127.0.0.1:{port}")
    {
    }

    /// <summary>How clients reach it.</summary>
    public string BootstrapServers { get; private set; } = "";

    public static async Task<KafkaProcess> StartAsync()
    {
        var kafka = new KafkaProcess(Ports.Free());
        await kafka.ListensAsync();
        using var http = new HttpClient();
        kafka.BootstrapServers = await http.GetStringAsync(new Uri($"http://{kafka.Address}/"));
        return kafka;
    }

    /// <summary>Serves until told to stop; at its address it tells how clients reach it.</summary>
    /// <param name="args">The address.</param>
    public static async Task<int> ServeAsync(string[] args)
    {
        using var kafka = new MockKafka(brokers: 1, Partitions);
        await using var app = HandOffHost.Build(args[0]);
        app.MapGet("/", () => kafka.BootstrapServers);
        await app.RunAsync();
        return 0;
    }
}
