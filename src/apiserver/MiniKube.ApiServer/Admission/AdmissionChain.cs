using System.Collections.Immutable;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission;

/// <summary>The plug-ins in their order: all mutating ones, then, after the registry's own rules, all validating ones.</summary>
/// <param name="lifecycle">Of namespaces; also asked alone, when a write has found its namespace gone.</param>
/// <param name="mutating">The first phase; run twice when a webhook changes something.</param>
/// <param name="validating">The second phase.</param>
/// <param name="claiming">The last of all; null for none.</param>
/// <param name="metrics">Times the phases.</param>
/// <param name="time">Tells how long each took.</param>
internal sealed class AdmissionChain(
    IValidatingAdmission lifecycle,
    ImmutableArray<TimedPlugin<IMutatingAdmission>> mutating,
    ImmutableArray<TimedPlugin<IValidatingAdmission>> validating,
    TimedPlugin<IClaimingAdmission>? claiming,
    AdmissionMetrics metrics,
    TimeProvider time)
{
    private readonly PluginTimes _mutatingTimes = metrics.OfStep("admit");
    private readonly PluginTimes _validatingTimes = metrics.OfStep("validate");

    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Request.IsAdmitted)
        {
            return;
        }

        var (started, isRejected) = (time.GetTimestamp(), true);
        try
        {
            await RunAsync(admission, cancellationToken);
            if (admission.Reinvocation.IsNeeded)
            {
                admission.Reinvocation.BeginSecondRound();
                await RunAsync(admission, cancellationToken);
            }

            isRejected = false;
        }
        finally
        {
            _mutatingTimes.Observe(admission.Operation, isRejected, time.GetElapsedTime(started));
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Request.IsAdmitted)
        {
            return;
        }

        var (phaseStarted, isRejected) = (time.GetTimestamp(), true);
        try
        {
            foreach (var (plugin, times) in validating)
            {
                var (started, isRefused) = (time.GetTimestamp(), true);
                try
                {
                    await plugin.ValidateAsync(admission, cancellationToken);
                    isRefused = false;
                }
                finally
                {
                    times?.Observe(admission.Operation, isRefused, time.GetElapsedTime(started));
                }
            }

            isRejected = false;
        }
        finally
        {
            _validatingTimes.Observe(admission.Operation, isRejected, time.GetElapsedTime(phaseStarted));
        }
    }

    /// <summary>Both phases, for what is no object of its own and has no rules in between.</summary>
    public async ValueTask AdmitAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        await MutateAsync(admission, cancellationToken);
        await ValidateAsync(admission, cancellationToken);
    }

    /// <summary>Takes what the write needs; in the transaction that the batch goes with. What is returned is to be disposed after that.</summary>
    public ValueTask<IDisposable?> ClaimAsync(AdmissionRequest admission, WriteBatch batch, CancellationToken cancellationToken) =>
        admission.Request.IsAdmitted || claiming is not { } last ? new((IDisposable?)null) : ClaimAsync(last, admission, batch, cancellationToken);

    /// <summary>Refuses a creation whose namespace has gone since it was admitted.</summary>
    public ValueTask CheckNamespaceAsync(AdmissionRequest admission, CancellationToken cancellationToken) =>
        lifecycle.ValidateAsync(admission, cancellationToken);

    private async ValueTask<IDisposable?> ClaimAsync(
        TimedPlugin<IClaimingAdmission> last, AdmissionRequest admission, WriteBatch batch, CancellationToken cancellationToken)
    {
        var (started, isRefused) = (time.GetTimestamp(), true);
        try
        {
            var claim = await last.Plugin.ClaimAsync(admission, batch, cancellationToken);
            isRefused = false;
            return claim;
        }
        finally
        {
            last.Times?.Observe(admission.Operation, isRefused, time.GetElapsedTime(started));
        }
    }

    private async ValueTask RunAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        foreach (var (plugin, times) in mutating)
        {
            var (started, isRefused) = (time.GetTimestamp(), true);
            try
            {
                await plugin.MutateAsync(admission, cancellationToken);
                isRefused = false;
            }
            finally
            {
                times?.Observe(admission.Operation, isRefused, time.GetElapsedTime(started));
            }
        }
    }
}
