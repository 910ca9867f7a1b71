using System.Collections.Immutable;

namespace MiniKube.ApiServer.Admission;

/// <summary>The plug-ins in their order: all mutating ones, then, after the registry's own rules, all validating ones.</summary>
internal sealed class AdmissionChain(ImmutableArray<IMutatingAdmission> mutating, ImmutableArray<IValidatingAdmission> validating)
{
    public async ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        foreach (var plugin in mutating)
        {
            await plugin.MutateAsync(admission, cancellationToken);
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        foreach (var plugin in validating)
        {
            await plugin.ValidateAsync(admission, cancellationToken);
        }
    }
}
