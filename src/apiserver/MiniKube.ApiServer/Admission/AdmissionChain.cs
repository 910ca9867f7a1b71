using System.Collections.Immutable;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission;

/// <summary>The plug-ins in their order: all mutating ones, then, after the registry's own rules, all validating ones.</summary>
/// <param name="lifecycle">Of namespaces; also asked alone, when a write has found its namespace gone.</param>
/// <param name="mutating">The first phase; run twice when a webhook changes something.</param>
/// <param name="validating">The second phase.</param>
/// <param name="claiming">The last of all; null for none.</param>
internal sealed class AdmissionChain(
    IValidatingAdmission lifecycle,
    ImmutableArray<IMutatingAdmission> mutating,
    ImmutableArray<IValidatingAdmission> validating,
    IClaimingAdmission? claiming)
{
    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Request.IsAdmitted)
        {
            return;
        }

        await RunAsync(admission, cancellationToken);
        if (admission.Reinvocation.IsNeeded)
        {
            admission.Reinvocation.BeginSecondRound();
            await RunAsync(admission, cancellationToken);
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Request.IsAdmitted)
        {
            return;
        }

        foreach (var plugin in validating)
        {
            await plugin.ValidateAsync(admission, cancellationToken);
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
        admission.Request.IsAdmitted || claiming is null ? new((IDisposable?)null) : claiming.ClaimAsync(admission, batch, cancellationToken);

    /// <summary>Refuses a creation whose namespace has gone since it was admitted.</summary>
    public ValueTask CheckNamespaceAsync(AdmissionRequest admission, CancellationToken cancellationToken) =>
        lifecycle.ValidateAsync(admission, cancellationToken);

    private async ValueTask RunAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        foreach (var plugin in mutating)
        {
            await plugin.MutateAsync(admission, cancellationToken);
        }
    }
}
