using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.FlowControl.Schemas;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>
/// Keeps the stored schemas and levels right whenever they change: the defaults as they must be, and in each schema whether the level that it names is
/// there. Owns the loop that does it.
/// </summary>
internal sealed partial class StoredFlowControl : IAsyncDisposable
{
    /// <summary>After a failure it is tried again.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);

    /// <summary>Two servers that want different things each correct the other no faster than this.</summary>
    private static readonly TimeSpan CorrectionPause = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, Task<bool>> _correctAsync;
    private readonly FlowControlState _state;
    private readonly ObjectUpdater _updater;
    private readonly ServedResource _schemas;
    private readonly TimeProvider _time;
    private readonly ILogger<StoredFlowControl> _logger;
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="state">What is stored.</param>
    /// <param name="correctAsync">Makes the defaults as they must be; true when they were not.</param>
    /// <param name="updater">Writes conditions.</param>
    /// <param name="schemas">The resource of the schemas.</param>
    /// <param name="services">Clock and log.</param>
    public StoredFlowControl(
        FlowControlState state, Func<CancellationToken, Task<bool>> correctAsync, ObjectUpdater updater, ServedResource schemas, ApiServerServices services)
    {
        _correctAsync = correctAsync;
        _state = state;
        _updater = updater;
        _schemas = schemas;
        _time = services.Time;
        _logger = services.Logging.CreateLogger<StoredFlowControl>();
        _state.OnPublished(() => _changed.Writer.TryWrite(true));
        _loop = RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await foreach (var _ in _changed.Reader.ReadAllAsync(cancellationToken))
            {
                await SettleAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped in order.
        }
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            var isCorrected = await _correctAsync(cancellationToken);
            foreach (var (schema, isDangling) in _state.WrongConditions())
            {
                await WriteAsync(schema, isDangling, cancellationToken);
            }

            if (isCorrected)
            {
                await Task.Delay(CorrectionPause, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The loop's edge: what could not be written is written later.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogNotWritten(error);
            await Task.Delay(RetryDelay, _time, cancellationToken);
            _changed.Writer.TryWrite(true);
        }
    }

    private async Task WriteAsync(FlowSchema schema, bool isDangling, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest
        {
            Resource = _schemas,
            Name = schema.Name,
            Subresource = "status",
            Caller = Server,
            Now = _time.GetUtcNow(),
            FieldManager = "api-priority-and-fairness-config-consumer-v1",
        };
        try
        {
            await _updater.UpdateAsync(
                request,
                existing =>
                {
                    var changed = existing?.DeepClone().AsObject() ?? throw StatusErrors.NotFound(_schemas.GroupResource, schema.Name);
                    FlowSchemaCondition.Set(changed.Ensure("status"), schema.PriorityLevel, isDangling, request.Now);
                    return changed;
                },
                Preconditions.None,
                cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone meanwhile.
        }
    }

    [LoggerMessage(2030, LogLevel.Warning, "The stored flow schemas and priority levels could not be put right; it is tried again")]
    private partial void LogNotWritten(Exception error);
}
