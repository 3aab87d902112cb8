using Commerce.Storage;
using Commerce.Storage.MySql;

namespace Commerce.Journaling;

public sealed class ConnectionSharingTests
{
    [Theory]
    [InlineData(151, 1, 1, 64, 64)] // the defaults of server and silo
    [InlineData(151, 3, 1, 64, 45)]
    [InlineData(151, 9, 8, 64, 15)]
    [InlineData(20, 1, 1, 64, 17)]
    [InlineData(10_000, 1, 1, 200, 200)]
    [InlineData(10, 1, 1, 64, 7)]
    public void Of_WhatAServerAllows_IsSharedWithSomeLeftOver(int allowed, int silos, int lanes, int most, int total)
    {
        var shares = ConnectionShares.Of(allowed, silos, lanes, most);

        Assert.Equal(total, shares.Total);
        Assert.Equal(lanes, shares.Lanes);
        Assert.False(shares.IsTight);
        Assert.True(shares.Total * silos <= allowed - 3);
        Assert.True(shares.Reads > shares.Writes);
    }

    [Fact]
    public void Of_TooFew_IsWhatASiloNeeds()
    {
        var shares = ConnectionShares.Of(allowed: 20, silos: 6, lanes: 1, most: 64);

        Assert.True(shares.IsTight);
        Assert.Equal((1, 1, 2), (shares.Lanes, shares.Writes, shares.Reads));
    }

    [Fact]
    public async Task Enter_Full_WaitsInOrderAndFailsWhenPatienceEnds()
    {
        var gate = new ConnectionGate(1);
        await gate.EnterAsync(TimeSpan.Zero, CancellationToken.None);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            gate.EnterAsync(TimeSpan.FromMilliseconds(1), CancellationToken.None).AsTask());
        using var cancelled = new CancellationTokenSource();
        var first = gate.EnterAsync(TimeSpan.FromMinutes(1), cancelled.Token).AsTask();
        var second = gate.EnterAsync(TimeSpan.FromMinutes(1), CancellationToken.None).AsTask();
        var third = gate.EnterAsync(TimeSpan.FromMinutes(1), CancellationToken.None).AsTask();

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Leave();
        await second;
        Assert.False(third.IsCompleted);
        gate.Resize(2);
        await third;
        gate.Resize(1);
        gate.Leave();
        var fourth = gate.EnterAsync(TimeSpan.FromMinutes(1), CancellationToken.None).AsTask();
        Assert.False(fourth.IsCompleted);
        gate.Leave();
        await fourth;
    }

    [Fact]
    public void Wrong_ServerThatPromisesLess_IsNamedWithWhatItMeans()
    {
        Dictionary<string, string> variables = new()
        {
            ["innodb_flush_log_at_trx_commit"] = "2",
            ["log_bin"] = "ON",
            ["sync_binlog"] = "0",
            ["read_only"] = "NO_LOCK",
            ["auto_increment_increment"] = "7",
            ["innodb_doublewrite"] = "OFF",
            ["max_allowed_packet"] = "1048576",
        };
        Assert.Equal(variables.Keys.Except(["log_bin"]).Order(), ServerSettings.Wrong(variables).Select(wrong => wrong.Name).Order());
    }

    [Theory]
    [InlineData("OFF", "0")] // without a binary log there is nothing to flush
    [InlineData("ON", "1")]
    public void Wrong_ServerThatKeepsItsWord_IsEmpty(string binaryLog, string flush) =>
        Assert.Empty(ServerSettings.Wrong(new Dictionary<string, string>
        {
            ["innodb_flush_log_at_trx_commit"] = "1",
            ["log_bin"] = binaryLog,
            ["sync_binlog"] = flush,
            ["read_only"] = "OFF",
            ["innodb_read_only"] = "OFF",
            ["auto_increment_increment"] = "1",
            ["innodb_doublewrite"] = "DETECT_AND_RECOVER",
            ["max_allowed_packet"] = "16777216",
        }));
}
