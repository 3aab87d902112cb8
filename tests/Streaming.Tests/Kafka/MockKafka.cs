using System.Runtime.InteropServices;

namespace Commerce.Kafka;

/// <summary>
/// Brokers inside this process that speak Kafka's own protocol: librdkafka's mock cluster. They know no admin requests, so
/// topics are made here.
/// </summary>
public sealed partial class MockKafka : IDisposable
{
    public const string Topic = "commerce.events";

    private const int Producer = 0;
    private const int AllBrokers = -1;
    private const int Produce = 0; // the protocol's number of the request
    private const int OffsetCommit = 8;
    private const int OffsetFetch = 9;
    private const int UnknownTopicOrPartition = 3; // a code of the protocol
    private const int ErrorText = 512;

    private readonly nint _client;
    private readonly nint _cluster;

    static MockKafka() => KafkaLibrary.Resolve();

    public MockKafka(int brokers = 1, int partitions = 4)
    {
        var error = new byte[ErrorText];
        var conf = NewConf();
        Assert.Equal(0, SetConf(conf, "log_level", "3", error, error.Length)); // it would warn that it has no brokers
        _client = New(Producer, conf, error, error.Length);
        Assert.True(_client != 0, System.Text.Encoding.UTF8.GetString(error));
        _cluster = NewCluster(_client, brokers);
        Assert.NotEqual(0, _cluster);
        BootstrapServers = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;
        if (partitions > 0)
            CreateTopic(partitions);
    }

    public string BootstrapServers { get; }

    public void CreateTopic(int partitions) => Assert.Equal(0, CreateTopic(_cluster, Topic, partitions, 1));

    /// <summary>Cuts every connection and takes no new ones.</summary>
    public void TakeDown() => Assert.Equal(0, SetDown(_cluster, AllBrokers));

    public void BringUp() => Assert.Equal(0, SetUp(_cluster, AllBrokers));

    /// <summary>Answers take this long from now on.</summary>
    public void Delay(TimeSpan roundTrip) => Assert.Equal(0, SetRoundTrip(_cluster, AllBrokers, (int)roundTrip.TotalMilliseconds));

    /// <summary>The next requests to write fail with these codes of the protocol.</summary>
    public void FailWrites(params int[] codes) => PushErrors(_cluster, Produce, codes.Length, codes);

    /// <summary>The next questions for a group's offsets are answered with these codes of the protocol, not those given before.</summary>
    public void FailOffsetFetches(params int[] codes)
    {
        ClearErrors(_cluster, OffsetFetch);
        PushErrors(_cluster, OffsetFetch, codes.Length, codes);
    }

    /// <summary>The next commits of offsets are answered with these codes of the protocol, instead of those given before.</summary>
    public void FailOffsetCommits(params int[] codes)
    {
        ClearErrors(_cluster, OffsetCommit);
        PushErrors(_cluster, OffsetCommit, codes.Length, codes);
    }

    /// <summary>Nobody finds the topic any more, until it is found again.</summary>
    public void LoseTopic() => SetTopicError(_cluster, Topic, UnknownTopicOrPartition);

    public void FindTopic() => SetTopicError(_cluster, Topic, 0);

    /// <summary>What is before the offset is gone, as when it was kept for long enough.</summary>
    public void Forget(int partition, long before) => Assert.Equal(0, DeleteRecords(_cluster, Topic, partition, before));

    public void Dispose()
    {
        DestroyCluster(_cluster);
        Destroy(_client);
    }

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConf();

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetConf(nint conf, string name, string value, [Out] byte[] error, nint errorSize);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint conf, [Out] byte[] error, nint errorSize);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int SetDown(nint cluster, int broker);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int SetUp(nint cluster, int broker);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_broker_set_rtt")]
    private static partial int SetRoundTrip(nint cluster, int broker, int milliseconds);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial void PushErrors(nint cluster, short request, nint count, int[] codes);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_clear_request_errors")]
    private static partial void ClearErrors(nint cluster, short request);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_partition_delete_records", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DeleteRecords(nint cluster, string topic, int partition, long before);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_mock_topic_set_error", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void SetTopicError(nint cluster, string topic, int error);
}
