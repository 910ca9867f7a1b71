using System.Collections.Immutable;

namespace MiniKube.ApiServer.Admission;

/// <summary>The plug-ins in their order: all mutating ones, then, after the registry's own rules, all validating ones.</summary>
/// <param name="lifecycle">Of namespaces; also asked alone, when a write has found its namespace gone.</param>
/// <param name="mutating">The first phase; run twice when a webhook changes something.</param>
/// <param name="validating">The second phase.</param>
internal sealed class AdmissionChain(
    IValidatingAdmission lifecycle, ImmutableArray<IMutatingAdmission> mutating, ImmutableArray<IValidatingAdmission> validating)
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
