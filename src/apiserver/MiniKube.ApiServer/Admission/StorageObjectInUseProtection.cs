using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission;

/// <summary>Gives new claims and volumes the finalizer that keeps them while somebody uses them; a controller takes it off.</summary>
internal sealed class StorageObjectInUseProtection : IMutatingAdmission
{
    public ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        var finalizer = admission.IsFor("", "persistentvolumeclaims") ? "kubernetes.io/pvc-protection"
            : admission.IsFor("", "persistentvolumes") ? "kubernetes.io/pv-protection"
            : "";
        if (finalizer.Length > 0
            && admission is { Operation: AdmissionOperation.Create, Object: { } made }
            && !made.Metadata.Texts("finalizers").Contains(finalizer))
        {
            made.Metadata.EnsureList("finalizers").Add((JsonNode)JsonValue.Create(finalizer));
        }

        return ValueTask.CompletedTask;
    }
}
