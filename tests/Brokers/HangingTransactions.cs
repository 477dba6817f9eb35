namespace GangExitStream.Tests.Brokers;

/// <summary>
/// Transactions that no broker will ever end, found and ended by Kafka's own tool, as docs/runbook.md says. A broker of Kafka
/// 4.3.1 leaves some: while it starts after a crash, its partitions have no leader for a moment; then it takes them for deleted,
/// and never writes the markers of a transaction that was being committed when it died (KAFKA-20734).
/// </summary>
internal sealed class HangingTransactions(KafkaScripts scripts, string bootstrapServers, string folder)
{
    /// <summary>What a broker logs when it leaves markers out.</summary>
    public const string MarkersSkipped = "these partitions are likely deleted already and hence can be skipped";

    private const string Tool = "kafka-transactions.sh";
    private const int Topic = 0, Partition = 1, StartOffset = 5, Columns = 8;

    /// <summary>Ends those that hang on a broker's partitions; how many there were.</summary>
    public async Task<int> EndAsync(BrokerNode node, CancellationToken cancel)
    {
        var found = await RunAsync(["find-hanging", "--broker-id", $"{node.Id}", "--max-transaction-timeout", "0"], cancel);
        var rows = found.Split('\n')
            .Select(line => line.Split('\t', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(row => row.Length == Columns && row[Topic] != nameof(Topic))
            .ToList();
        foreach (var row in rows)
            await RunAsync(["abort", "--topic", row[Topic], "--partition", row[Partition], "--start-offset", row[StartOffset]], cancel);
        return rows.Count;
    }

    private Task<string> RunAsync(string[] arguments, CancellationToken cancel) =>
        scripts.RunAsync(Tool, ["--bootstrap-server", bootstrapServers, .. arguments], folder, cancel);
}
