"""A passkey in software: what a device would answer, with or without having verified its holder."""

import json
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from alliance.accounts.models import User

HOST = "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Passkey:
    def __init__(self, person: User) -> None:
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.number = b"a key of a test"
        self.holder = websafe_encode(user_pk_to_url_str(person).encode())
        key = ES256.from_cryptography_key(self.secret.public_key())
        about = AttestedCredentialData.create(Aaguid(bytes(16)), self.number, key)
        made = AuthenticatorData.create(sha256(HOST.encode()), PRESENT | VERIFIED | ATTESTED, 0, about)
        credential = self.answer("create", "", attestationObject=AttestationObject.create("none", made, {}))
        credential["clientExtensionResults"] = {"credProps": {"rk": True}}
        Authenticator.objects.create(
            user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": credential}
        )

    def sign_in(self, *, is_verified: bool) -> Client:
        """A client after it signed in with the passkey, or tried to."""
        client = Client(headers={"host": HOST})
        asked = client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
        challenge = asked["request_options"]["publicKey"]["challenge"]
        answered = AuthenticatorData.create(sha256(HOST.encode()), PRESENT | (VERIFIED if is_verified else 0), 1)
        signed = answered + sha256(told("get", challenge))
        signature = self.secret.sign(signed, ec.ECDSA(SHA256()))
        answer = self.answer("get", challenge, authenticatorData=answered, signature=signature, userHandle=self.holder)
        client.post("/accounts/2fa/webauthn/login/", {"credential": json.dumps(answer)})
        return client

    def answer(self, what: str, challenge: str, **parts: Any) -> dict[str, Any]:
        encoded = {name: part if isinstance(part, str) else websafe_encode(bytes(part)) for name, part in parts.items()}
        number = websafe_encode(self.number)
        response = {"clientDataJSON": websafe_encode(told(what, challenge)), **encoded}
        return {
            "type": "public-key",
            "id": number,
            "rawId": number,
            "response": response,
            "clientExtensionResults": {},
        }


def told(what: str, challenge: str) -> bytes:
    return json.dumps({"type": f"webauthn.{what}", "challenge": challenge, "origin": f"http://{HOST}"}).encode()
