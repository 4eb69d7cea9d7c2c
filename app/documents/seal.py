"""The one seal on a document.

The server holds the key, so one seal is what can honestly be given: it says that this server made this file and that
nothing in it has changed since. It is not anybody's personal signature. It is a PAdES B-B certification without any
changes allowed; it needs no network, and no time stamp is claimed. Its field is invisible: what people see is the
signature page.
"""

from __future__ import annotations

import io

from asn1crypto import keys as asn1_keys  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from app.documents.key import SealKey

FIELD = "Seal"


def seal(pdf: bytes, key: SealKey, *, reason: str) -> bytes:
    """`pdf` certified with `key`, no changes allowed, dated by this machine's clock.

    Not to be called on an event loop's thread: pyHanko starts a loop of its own.
    """
    private, certificates = _for_pyhanko(key)
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register_multiple(certificates)
    signer = signers.SimpleSigner(signing_cert=certificates[0], signing_key=private, cert_registry=registry)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        name=key.name,
        reason=reason,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    out = io.BytesIO()
    sealer = signers.PdfSigner(
        metadata, signer, new_field_spec=SigFieldSpec(FIELD, readable_field_name=key.name)
    )
    sealer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()


def _for_pyhanko(key: SealKey) -> tuple[asn1_keys.PrivateKeyInfo, list[asn1_x509.Certificate]]:
    private = serialization.load_pem_private_key(key.pem, password=None)
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificates = [
        asn1_x509.Certificate.load(each.public_bytes(serialization.Encoding.DER))
        for each in x509.load_pem_x509_certificates(key.pem)
    ]
    return asn1_keys.PrivateKeyInfo.load(der), certificates
