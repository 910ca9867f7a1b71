using System.CommandLine;
using MiniKube.ApiServer.Audit;

namespace MiniKube.Commands;

/// <summary>The flags that say how records are gathered and how large they may be, for one backend.</summary>
/// <param name="backend"><c>log</c> or <c>webhook</c>.</param>
/// <param name="usual">The defaults.</param>
internal sealed class AuditBatchOptionSet(string backend, AuditBatchOptions usual)
{
    private static readonly AuditTruncateOptions UsualSizes = new();

    private readonly Option<int> _buffer = Bounded($"--audit-{backend}-batch-buffer-size", $"Records that may wait for the {backend}; more are lost and counted.", usual.BufferMax);
    private readonly Option<int> _batch = Bounded($"--audit-{backend}-batch-max-size", "Records in one batch.", usual.BatchMax);
    private readonly Option<string> _wait = DurationOption.Create($"--audit-{backend}-batch-max-wait", "How long a record waits for others of its batch.", $"{usual.WaitMax.TotalSeconds}s");
    private readonly Option<bool> _truncates = new($"--audit-{backend}-truncate-enabled") { Description = "Keep records and batches within a size." };
    private readonly Option<int> _eventBytes = Bounded($"--audit-{backend}-truncate-max-event-size", "Bytes of one record: a larger one loses its bodies, or is lost.", UsualSizes.EventBytesMax);
    private readonly Option<int> _batchBytes = Bounded($"--audit-{backend}-truncate-max-batch-size", "Bytes of the records of one batch.", UsualSizes.BatchBytesMax);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_buffer, _batch, _wait, _truncates, _eventBytes, _batchBytes])
        {
            command.Options.Add(option);
        }
    }

    public AuditBatchOptions Read(ParseResult result) => new()
    {
        BufferMax = result.GetValue(_buffer),
        BatchMax = result.GetValue(_batch),
        WaitMax = DurationOption.Read(result, _wait),
    };

    public AuditTruncateOptions ReadTruncate(ParseResult result) => new()
    {
        IsEnabled = result.GetValue(_truncates),
        EventBytesMax = result.GetValue(_eventBytes),
        BatchBytesMax = result.GetValue(_batchBytes),
    };

    private static Option<int> Bounded(string name, string description, int usual) => SharedOptions.Bounded(name, description, usual, least: 1, most: 1_000_000_000);
}
