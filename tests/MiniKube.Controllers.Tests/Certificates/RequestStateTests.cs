using k8s.Models;
using MiniKube.Controllers.Certificates;

namespace MiniKube.Controllers.Tests.Certificates;

public sealed class RequestStateTests
{
    private static readonly DateTime Made = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("", false, 24)]
    [InlineData("Denied", false, 3)]
    [InlineData("Approved", true, 3)]
    [InlineData("Approved", false, 24)]
    [InlineData("Failed,Approved", false, 3)]
    public void A_request_is_kept_an_hour_after_it_was_decided_and_a_day_while_it_waits(string conditions, bool isSigned, int hours)
    {
        var request = Request(conditions, isSigned);

        RequestState.Expiry(request, null).Should().Be(new DateTimeOffset(Made).AddHours(hours));
        RequestState.Expiry(request, new DateTimeOffset(Made).AddHours(1)).Should().Be(new DateTimeOffset(Made).AddHours(1), "its certificate is over by then");
    }

    [Theory]
    [InlineData(null, 365 * 24 * 3600)]
    [InlineData(60, 600)]
    [InlineData(7200, 7200)]
    [InlineData(int.MaxValue, 365 * 24 * 3600)]
    public void A_certificate_lives_as_long_as_was_asked_for_within_bounds(int? asked, int seconds)
    {
        var request = Request("", isSigned: false);
        request.Spec.ExpirationSeconds = asked;

        RequestState.LifetimeOf(request).Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("Approved", false, true)]
    [InlineData("Approved", true, false)]
    [InlineData("", false, false)]
    [InlineData("Approved,Failed", false, false)]
    public void Only_what_was_approved_is_signed_and_once(string conditions, bool isSigned, bool isToBeSigned) =>
        RequestState.IsToBeSigned(Request(conditions, isSigned)).Should().Be(isToBeSigned);

    private static V1CertificateSigningRequest Request(string conditions, bool isSigned) => new()
    {
        Metadata = new V1ObjectMeta { Name = "r", CreationTimestamp = Made },
        Spec = new V1CertificateSigningRequestSpec { SignerName = "kubernetes.io/kube-apiserver-client" },
        Status = new V1CertificateSigningRequestStatus
        {
            Certificate = isSigned ? "PEM"u8.ToArray() : null,
            Conditions =
            [
                .. conditions.Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(type => new V1CertificateSigningRequestCondition { Type = type, Status = "True", LastUpdateTime = Made.AddHours(2) }),
            ],
        },
    };
}
