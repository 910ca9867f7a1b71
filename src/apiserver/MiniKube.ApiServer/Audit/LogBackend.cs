using System.Buffers;
using Microsoft.Extensions.Logging;

namespace MiniKube.ApiServer.Audit;

/// <summary>Writes a line a record into a file or to the output stream.</summary>
internal sealed partial class LogBackend : IAuditBackend
{
    public const string OutputStream = "-";

    private const string Name = "log";

    private readonly Lock _gate = new();
    private readonly bool _isLegacy;
    private readonly Action<ReadOnlySpan<byte>> _append;
    private readonly IDisposable _target;
    private readonly AuditBatches? _batches;
    private readonly AuditMetrics _metrics;
    private readonly ILogger<LogBackend> _logger;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public LogBackend(AuditOptions options, AuditMetrics metrics, TimeProvider time, ILogger<LogBackend> logger)
    {
        _isLegacy = options.IsLogLegacy;
        _metrics = metrics;
        _logger = logger;
        IsStrict = options.LogMode == AuditMode.BlockingStrict;
        if (options.LogPath == OutputStream)
        {
            var stream = Console.OpenStandardOutput();
            (_target, _append) = (stream, stream.Write);
        }
        else
        {
            var file = new RotatingFile(options.LogPath!, options, time);
            (_target, _append) = (file, file.Append);
        }

        _batches = options.LogMode == AuditMode.Batch ? new AuditBatches(options.LogBatch, DeliverAsync, () => metrics.CountLost(Name, 1), time) : null;
    }

    public bool IsStrict { get; }

    public ValueTask<bool> ProcessAsync(AuditRecord record, CancellationToken cancellationToken) => new(_batches?.TryAdd(record) ?? Write([record]));

    public async ValueTask DisposeAsync()
    {
        if (_batches is not null)
        {
            await _batches.DisposeAsync();
        }

        _target.Dispose();
    }

    private Task DeliverAsync(IReadOnlyList<AuditRecord> batch, CancellationToken cancellationToken)
    {
        Write(batch);
        return Task.CompletedTask;
    }

    private bool Write(IReadOnlyList<AuditRecord> batch)
    {
        var lines = new ArrayBufferWriter<byte>(batch.Sum(record => record.Json.Length + 1));
        foreach (var record in batch)
        {
            lines.Write(_isLegacy ? AuditEventLine.ToBytes(record.Event) : record.Json);
            lines.Write("\n"u8);
        }

        try
        {
            lock (_gate)
            {
                _append(lines.WrittenSpan);
            }

            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            LogNotWritten(fault, batch.Count);
            _metrics.CountLost(Name, batch.Count);
            return false;
        }
    }

    [LoggerMessage(2020, LogLevel.Error, "{Count} audit records could not be written and are lost")]
    private partial void LogNotWritten(Exception fault, int count);
}
