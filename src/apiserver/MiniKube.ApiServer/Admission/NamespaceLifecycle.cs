using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission;

/// <summary>Nothing is made in a namespace that is not there or on its way out; some namespaces stay for ever.</summary>
internal sealed class NamespaceLifecycle(ObjectStorage storage) : IMutatingAdmission, IValidatingAdmission
{
    private static readonly HashSet<string> Immortal = ["default", "kube-system", "kube-public"];

    /// <summary>Asked first of all, so that a missing namespace is told before a missing field.</summary>
    public ValueTask MutateAsync(AdmissionRequest admission, CancellationToken cancellationToken) => CheckAsync(admission, cancellationToken);

    /// <summary>Asked again when a write has found the namespace gone.</summary>
    public ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        if (admission.Operation == AdmissionOperation.Delete && admission.IsFor("", "namespaces") && Immortal.Contains(admission.Request.Name))
        {
            throw StatusErrors.Forbidden(new GroupResource("", "namespaces"), admission.Request.Name, "this namespace may not be deleted");
        }

        return CheckAsync(admission, cancellationToken);
    }

    private async ValueTask CheckAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        var name = admission.Request.Namespace;
        if (admission.Operation != AdmissionOperation.Create || name.Length == 0)
        {
            return;
        }

        var stored = await storage.FindAsync(ResourceKeys.Namespaces.For(new("", name)), cancellationToken)
            ?? throw StatusErrors.NotFound(new GroupResource("", "namespaces"), name);
        if (ObjectAttributes.Read(stored, PhaseOnly).Field("status.phase") != "Terminating")
        {
            return;
        }

        var refusal = StatusErrors.Forbidden(
            admission.Request.GroupResource,
            admission.Object is null ? "" : Registry.ObjectTree.Text(admission.Object["metadata"]?.AsObject(), "name"),
            $"unable to create new content in namespace {name} because it is being terminated").Status;
        throw new ApiException(refusal with
        {
            Details = refusal.Details! with
            {
                Causes = [new StatusCause("NamespaceTerminating", $"namespace {name} is being terminated", "metadata.namespace")],
            },
        });
    }

    private static System.Collections.Immutable.ImmutableArray<SelectableField> PhaseOnly { get; } = [SelectableField.At("status.phase")];
}
